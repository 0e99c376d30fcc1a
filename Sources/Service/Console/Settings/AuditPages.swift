import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals
import StrictJSON

/// `/console/settings/audit`: who changed what, and when.
struct AuditPages: Sendable {
  var environment: Environment

  private static let path = "/console/settings/audit"
  private static let limit = 50
  private static let asked = ["q", "of", "by", "from", "to", "after"]
  /// The kinds of things that are changed, as actions begin.
  private static let nouns = [
    ("program", "the program"), ("key", "keys"), ("source", "sources"), ("endpoint", "endpoints"),
    ("replay", "replays"), ("run", "recounts"), ("import", "imports"), ("advocate", "advocates"),
  ]

  var pages: [ConsolePage] {
    [
      ConsolePage(path: Self.path, handle: show),
      ConsolePage(path: "\(Self.path).csv") { visit in .csv(try await listing(for: visit).table.csv, name: "audit") },
    ]
  }

  @Sendable private func show(_ visit: Visit) async throws -> Response {
    let (table, next) = try await listing(for: visit)
    let query = visit.query
    let page = ListingPage(
      title: "Audit log", tabs: .settings(here: Self.path),
      intro:
        "Every change of settings, keys and secrets, every replay, recount and import, every advocate who left or was given another address, by the console, the API or the command line. Entries are never changed.",
      filter: ListFilter(
        path: Self.path,
        entries: [
          .init("q", "Search", value: query["q"]), .init("by", "By the key", value: query["by"]),
          .init("from", "From", value: query["from"], type: "date"),
          .init("to", "To", value: query["to"], type: "date"),
        ],
        selects: [
          .init("of", "Changes of", all: "Everything", Self.nouns.map { ($0.0, $0.1) }, chosen: query["of"])
        ]),
      table: table,
      foot: ListFoot(
        next: next.map { visit.path(Self.path, keeping: Self.asked, with: ["after": $0]) },
        first: query["after"].map { _ in visit.path(Self.path, keeping: Self.asked, with: ["after": nil]) },
        file: table.rows.isEmpty ? nil : visit.path("\(Self.path).csv", keeping: Self.asked)))
    return visit.page("Audit log", section: .settings, content: page.content(for: visit.reader))
  }

  private func listing(for visit: Visit) async throws -> (table: Listing, next: String?) {
    let program = visit.program.id
    let query = visit.query
    var filter = AuditLog.Filter()
    filter.noun = query["of"]
    filter.actor = query["by"]
    filter.text = query["q"]
    filter.since = try query.day("from").map(visit.reader.zone.start(of:))
    filter.until = try query.day("to").map { visit.reader.zone.start(of: $0.advanced(by: 1)) }
    let after = try query["after"].map { text throws(Problem) in
      guard let id = AuditLog.ID(text) else { throw Query.invalid("after", "must be where a page of this list ends.") }
      return id
    }
    let asked = filter
    let found = try await environment.database.withConnection { connection in
      try await AuditLog.list(asked, before: after, limit: Self.limit + 1, program: program, in: connection)
    }
    let shown = found.prefix(Self.limit)
    let table = Listing(
      caption: "Changes",
      columns: [
        .init("When", "at"), .init("By the key", "actor"), .init("What", "action"), .init("Of", "subject"),
        .init("How", "details"),
      ],
      rows: shown.map { entry in
        Listing.Row([
          .time(entry.at), .text(entry.actor), .text(entry.action.words), .text(entry.subject),
          .text(Self.words(entry.details)),
        ])
      },
      empty: query["q"] == nil && query["of"] == nil && query["by"] == nil && query["from"] == nil
        && query["to"] == nil
        ? "Nothing was changed yet. The first change of a setting, a key or a secret shows here."
        : "No change fits. Try fewer words, or other days.")
    return (table, found.count > Self.limit ? shown.last?.id.description : nil)
  }

  /// What was set, in words: each by its name, with what it was before where that is told.
  private static func words(_ details: JSONText) -> String {
    guard case .object(let members)? = try? JSON(parsing: Array(details.rawValue.utf8)) else { return "" }
    return members.map { member in
      let name = member.name.replacing("_", with: " ")
      if let from = member.value["from"], let to = member.value["to"] {
        return "\(name): \(from.words) → \(to.words)"
      }
      return "\(name): \(member.value.words)"
    }.joined(separator: "; ")
  }
}

extension String {
  /// An action as people say it: `source.secret_rotated` is "source: secret rotated".
  fileprivate var words: String { replacing(".", with: ": ").replacing("_", with: " ") }
}

extension JSON {
  fileprivate var words: String {
    switch self {
    case .null: "nothing"
    case .bool(let value): value ? "yes" : "no"
    case .string(let text): text
    case .array(let elements): elements.map(\.words).joined(separator: ", ")
    case .integer, .number, .object: String(decoding: bytes, as: UTF8.self)
    }
  }
}

extension FormFields {
  /// A day, if there.
  fileprivate func day(_ name: String) throws(Problem) -> Day? {
    guard let text = self[name] else { return nil }
    guard let day = Day(text) else { throw Query.invalid(name, "must be a day as YYYY-MM-DD.") }
    return day
  }
}
