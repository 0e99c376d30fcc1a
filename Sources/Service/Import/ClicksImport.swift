import HTTPTypes
import Postgres
import Records
import Referrals

/// Clicks of the past, each known by its id where it was recorded, or else by link, visitor and time. Repeats within the
/// window of repeats do not count as people, as with clicks that are recorded here.
struct ClicksImport: ImportKind {
  let program: Program.ID
  let now: Timestamp
  let dedupeWindow: Duration

  struct Item: Sendable {
    let name: String?
    let link: Target
    let visitor: Visitor.ID?
    let person: String?
    let occurredAt: Timestamp
    let kind: ClickKind
    let referrer: String?
    let userAgent: String?
  }

  /// A link, by whichever of its names is told.
  enum Target: Hashable, Sendable {
    case id(Link.ID)
    case code(String)
  }

  static let columns: [ImportColumn] = [
    .text("id"), .text("code"), .text("link_id"), .text("visitor_id"), .text("person"),
    .text("occurred_at").required, .text("outcome"), .text("referrer"), .text("user_agent"),
  ]
  static let batchSize = 5_000

  func read(_ fields: inout Fields) throws(Problem) -> Item {
    try fields.need("occurred_at")
    let userAgent = try fields.optionalText("user_agent", limit: Limits.userAgent)
    let kind = try fields.optionalChoice("outcome", as: ClickKind.self)
    let visitor = try fields.optionalText("visitor_id", limit: Limits.externalID)
    return Item(
      name: try fields.optionalText("id", limit: Limits.externalID), link: try target(&fields),
      visitor: visitor.map { Visitor.ID($0) ?? .named($0, "visitor", in: program) },
      person: try fields.optionalText("person", limit: Limits.externalID),
      occurredAt: try fields.optionalPastTime("occurred_at", now: now) ?? now,
      kind: kind ?? userAgent.map { ClickKind(userAgent: $0) } ?? .person,
      referrer: try fields.optionalText("referrer", limit: Limits.referrer), userAgent: userAgent)
  }

  private func target(_ fields: inout Fields) throws(Problem) -> Target {
    let id: Link.ID? = try fields.optionalID("link_id")
    let code = try fields.optionalText("code", limit: 200)
    switch (id, code) {
    case (let id?, nil): return .id(id)
    case (nil, let code?): return .code(LinkCode.key(for: code))
    case (nil, nil):
      throw Problem(.unprocessableContent, "missing_field", "code or link_id is required.", field: "code")
    case (.some, .some): throw .invalid("link_id", "must not stand beside code.")
    }
  }

  func store(_ lines: [ImportLine<Item>], at now: Timestamp, in connection: Connection) async throws -> ImportOutcome {
    var outcome = ImportOutcome()
    let links = try await links(of: lines.map(\.item), in: connection)
    var clicks: [(item: Item, click: NewClick)] = []
    for line in lines {
      guard let link = links[line.item.link] else {
        let isCode = if case .code = line.item.link { true } else { false }
        outcome.refuse(
          line.line,
          .invalid(isCode ? "code" : "link_id", "is no link of this program: import the links before the clicks."))
        continue
      }
      clicks.append((line.item, click(line.item, through: link)))
    }
    guard outcome.refusals.isEmpty, let first = clicks.map(\.item.occurredAt).min() else { return outcome }
    var known = try await Journeys.stored(clicks.map(\.click.id), program: program, in: connection)
    var new: [NewClick] = []
    for click in clicks.map(\.click) where known.insert(click.id).inserted { new.append(click) }
    try await Clicks.store(repeating(new, in: connection), in: connection)
    outcome.stored = new.count
    try await remember(clicks, at: now, in: connection)
    outcome.affect(first - Journeys.clockTolerance)
    return outcome
  }

  private func links(of items: [Item], in connection: Connection) async throws -> [Target: Link] {
    var codes: Set<String> = []
    var ids: Set<Link.ID> = []
    for item in items {
      switch item.link {
      case .code(let key): codes.insert(key)
      case .id(let id): ids.insert(id)
      }
    }
    var links: [Target: Link] = [:]
    for (key, link) in try await Links.all(codeKeys: Array(codes), program: program, in: connection) {
      links[.code(key)] = link
    }
    for (id, link) in try await Links.all(Array(ids), program: program, in: connection) { links[.id(id)] = link }
    return links
  }

  private func click(_ item: Item, through link: Link) -> NewClick {
    let visitor = item.visitor ?? item.person.map { .named($0, "visitor of a person", in: program) }
    let name = item.name ?? "\(link.id) \(visitor.map { "\($0)" } ?? "") \(item.occurredAt)"
    let own = item.name.flatMap { Click.ID($0) }
    // A click that was recorded here keeps its id.
    let id =
      if let own, own.belongs(to: program), own.timestamp == item.occurredAt { own } else {
        Click.ID.named(name, at: item.occurredAt, in: program)
      }
    let browser = visitor ?? .named(name, "visitor of a click", in: program)
    return NewClick(
      id: id, program: program, link: link.id, advocate: link.advocate, visitor: browser, visitorHash: browser,
      outcome: NewClick.Outcome(item.kind), addressPrefix: "", referrer: item.referrer, userAgent: item.userAgent)
  }

  /// The clicks in the order of their times, those that repeat another marked so.
  private func repeating(_ clicks: [NewClick], in connection: Connection) async throws -> [NewClick] {
    struct Way: Hashable {
      let visitor: Visitor.ID
      let link: Link.ID
    }
    var clicks = clicks.sorted { ($0.occurredAt, $0.id) < ($1.occurredAt, $1.id) }
    let people = clicks.indices.filter { clicks[$0].outcome == .person }
    let window = dedupeWindow
    let asked = people.map { clicks[$0] }
    let stored = try await connection.withBlocking { try Clicks.firsts(of: asked, window: window, in: $0) }
    var firsts: [Way: Click.ID] = [:]
    for (index, first) in zip(people, stored) {
      let way = Way(visitor: clicks[index].visitor, link: clicks[index].link)
      let recent = firsts[way].flatMap { id in
        id.timestamp.map { clicks[index].occurredAt - $0 < window } ?? false ? id : nil
      }
      if let original = first ?? recent {
        clicks[index].outcome = .repeat
        clicks[index].repeatOf = original
      } else {
        firsts[way] = clicks[index].id
      }
    }
    return clicks
  }

  /// Keeps by what clicks were known, and whose they were: what their people bought may be credited for them.
  private func remember(
    _ clicks: [(item: Item, click: NewClick)], at now: Timestamp, in connection: Connection
  ) async throws {
    var aliases: [Click.ID: Click.ID] = [:]
    for (item, click) in clicks {
      guard let name = item.name, Click.ID(name) != click.id else { continue }
      aliases[.alias(name, in: program)] = click.id
    }
    let named = try await ClickAliases.insert(
      aliases.map { (alias: $0.key, click: $0.value) }, program: program, in: connection)
    try await Settlements.mark(
      named.map { ($0.conversion, now) }, cause: .history, program: program, in: connection)
    let names = Set(clicks.compactMap(\.item.person?.exact)).sorted()
    let people = Dictionary(
      zip(names, try await People.known(as: names.map(\.text), at: now, program: program, in: connection)),
      uniquingKeysWith: { first, _ in first })
    let news = try await People.link(
      clicks.compactMap { item, click in item.person.flatMap { people[$0.exact] }.map { (click.visitor, $0) } },
      at: now,
      program: program, in: connection)
    try await Settlements.mark(
      conversionsOf: news.map { ($0, nil, nil) }, cause: .history, at: now, program: program, in: connection)
  }
}

extension Identifier where Entity == Click {
  /// What stands for a click that is known by an id from elsewhere, until it is stored.
  static func alias(_ name: String, in program: Program.ID) -> Self { .named(name, "click alias", in: program) }
}
