import Referrals
import StrictJSON

extension EventType {
  /// What an event tells of an advocate that is to be forgotten with them.
  struct Personal: Sendable {
    /// Where in `data` the members stand; none: in `data` itself.
    var path: [String] = []
    /// The member that holds the advocate's id; beside the others.
    let id: String
    /// The members to be emptied: of a list nothing is left, of anything else null.
    let members: Set<String>
    /// Of these, the one that is always a text, and says `erased` from then on; nil: none.
    var text: String?
    /// Members of `data` itself that are emptied as well: they name others who perhaps are the advocate, by their e-mail.
    var beside: Set<String> = []

    /// Of whom `data` tells.
    func advocate(in data: JSON) -> Advocate.ID? {
      guard case .string(let text)? = path.reduce(data, { $0?[$1] })?[id] else { return nil }
      return Advocate.ID(text)
    }

    /// `data` without them.
    func emptied(_ data: JSON) -> JSON {
      data.emptying(beside).replacing(at: path[...]) { $0.emptying(members, text: text) }
    }
  }

  /// What is sent of an event once those whom it tells of are forgotten; nil where it was no such event.
  func forgetting(_ body: String) throws -> String? {
    guard let personal else { return nil }
    return try Self.body(body, withData: personal.emptied)
  }

  /// What is sent of an event once others are forgotten whom it names beside its own; nil where it names none.
  func forgettingOthers(_ body: String) throws -> String? {
    guard let others = personal?.beside, !others.isEmpty else { return nil }
    return try Self.body(body) { $0.emptying(others) }
  }
}

extension EventType {
  /// An event's body for somebody who may only read: without the addresses of advocates' own pages, by which one can do
  /// more. What cannot be read as JSON is left out.
  static func readable(_ body: String) -> String {
    let names: Set = ["portal_url"]
    return (try? Self.body(body) { $0.emptying(names).replacing(at: ["advocate"]) { $0.emptying(names) } }) ?? ""
  }

  /// An event's body with other `data`.
  private static func body(_ body: String, withData change: (JSON) -> JSON) throws -> String {
    String(decoding: try JSON(parsing: Array(body.utf8)).replacing(at: ["data"], change).bytes, as: UTF8.self)
  }
}

extension JSON {
  fileprivate func emptying(_ names: Set<String>, text: String? = nil) -> JSON {
    mapping { member in
      guard names.contains(member.name) else { return member.value }
      if member.name == text { return "erased" }
      if case .array = member.value { return .array([]) }
      return .null
    }
  }

  fileprivate func replacing(at path: ArraySlice<String>, _ change: (JSON) -> JSON) -> JSON {
    guard let name = path.first else { return change(self) }
    return mapping { $0.name == name ? $0.value.replacing(at: path.dropFirst(), change) : $0.value }
  }

  private func mapping(_ change: (Member) -> JSON) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.map { Member(name: $0.name, value: change($0)) })
  }
}
