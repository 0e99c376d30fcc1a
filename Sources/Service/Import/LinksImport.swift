import HTTPTypes
import Postgres
import Records
import Referrals

/// Links, by their codes. Whoever has one is an advocate. Sales that were told with a code before the link was there are
/// of that link from now on.
struct LinksImport: ImportKind {
  let program: Program.ID
  let now: Timestamp

  struct Item: Sendable {
    let advocate: ImportAdvocate
    let code: LinkCode
    let destination: String?
    let campaign: String?
    let channel: String?
    let expiresAt: Timestamp?
    let createdAt: Timestamp?
  }

  static let columns: [ImportColumn] = [
    .text("advocate_id"), .text("advocate_external_id"), .text("code").required, .text("destination"),
    .text("campaign"), .text("channel"), .text("expires_at"), .text("created_at"),
  ]
  static let batchSize = 2_000

  func read(_ fields: inout Fields) throws(Problem) -> Item {
    guard let advocate = try ImportAdvocate.optional(&fields, "advocate_id", or: "advocate_external_id") else {
      throw Problem(
        .unprocessableContent, "missing_field", "advocate_id or advocate_external_id is required.",
        field: "advocate_id")
    }
    let wish = try fields.text("code", limit: 200)
    let code: LinkCode
    do { code = try LinkCode(vanity: wish) } catch { throw .invalid("code", "can't be used: \(error).") }
    return Item(
      advocate: advocate, code: code, destination: try fields.optionalDestination("destination"),
      campaign: try fields.optionalText("campaign", limit: Limits.label),
      channel: try fields.optionalText("channel", limit: Limits.label),
      expiresAt: try fields.optionalTime("expires_at"),
      createdAt: try fields.optionalPastTime("created_at", now: now))
  }

  func store(_ lines: [ImportLine<Item>], at now: Timestamp, in connection: Connection) async throws -> ImportOutcome {
    var outcome = ImportOutcome()
    let advocates = try await advocates(of: lines.map(\.item), at: now, in: connection)
    var links: [(line: Int, link: Link)] = []
    for line in lines {
      let item = line.item
      guard let advocate = advocates[item.advocate] else {
        outcome.refuse(
          line.line,
          .invalid(
            item.advocate.field("advocate_id", or: "advocate_external_id"), "is not an advocate of this program."))
        continue
      }
      links.append(
        (
          line.line,
          Link(
            id: .timeOrdered(at: item.createdAt ?? now), advocate: advocate, host: "", code: item.code,
            destination: item.destination, campaign: item.campaign, channel: item.channel, disabledAt: nil,
            expiresAt: item.expiresAt, createdAt: item.createdAt ?? now)
        ))
    }
    var seen: Set<String> = []
    outcome.stored = try await Links.add(
      links.lazy.map(\.link).filter { seen.insert($0.code.key).inserted }, program: program, in: connection)
    let stored = try await Links.all(codeKeys: Array(seen), program: program, in: connection)
    for (line, link) in links {
      guard let there = stored[link.code.key] else {
        outcome.refuse(line, .conflict("code_taken", "The code \(link.code.text) is taken.", field: "code"))
        continue
      }
      guard let field = there.firstDifference(from: link) else { continue }
      outcome.refuse(
        line, .conflict("code_taken", "The code \(link.code.text) is a link with another \(field).", field: "code"))
    }
    return outcome
  }

  private func advocates(
    of items: [Item], at now: Timestamp, in connection: Connection
  ) async throws -> [ImportAdvocate: Advocate.ID] {
    var advocates: [ImportAdvocate: Advocate.ID] = [:]
    let known = try await Advocates.recruiters(
      of: Array(Set(items.compactMap(\.advocate.id))), program: program, in: connection)
    for id in known.keys { advocates[.id(id)] = id }
    var since: [ExactText: Timestamp] = [:]
    for item in items {
      guard case .externalID(let name) = item.advocate else { continue }
      since[name] = min(since[name] ?? now, item.createdAt ?? now)
    }
    let names = since.keys.sorted()
    let people = try await People.known(as: names.map(\.text), at: now, program: program, in: connection)
    let made = try await Advocates.add(
      zip(names, people).map { ($1, since[$0] ?? now) }, program: program, in: connection)
    for (name, person) in zip(names, people) { advocates[.externalID(name)] = made[person] }
    return advocates
  }

  func finish(at now: Timestamp, in connection: Connection) async throws {
    let codes = try await Conversions.codesWithoutLinks(program: program, in: connection)
    let links = try await ConversionIntake.links(of: codes, program: program, in: connection)
    guard !links.isEmpty else { return }
    let adopted = try await Conversions.adopt(links, program: program, in: connection)
    try await Settlements.mark(
      adopted.map { ($0.id, now) }, cause: .history, program: program, in: connection)
    // A code used is a touch of all that its customer does later.
    try await Settlements.mark(
      conversionsOf: adopted.compactMap { conversion in
        conversion.customer.map { ($0, conversion.occurredAt, conversion.id) }
      }, cause: .history, at: now, program: program, in: connection)
  }
}

extension Link {
  /// What another link of the same code has otherwise.
  fileprivate func firstDifference(from other: Link) -> String? {
    if advocate != other.advocate { return "advocate" }
    if destination != other.destination { return "destination" }
    if campaign != other.campaign { return "campaign" }
    return channel == other.channel ? nil : "channel"
  }
}
