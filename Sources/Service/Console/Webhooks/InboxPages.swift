import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals
import StrictJSON

/// `/console/webhooks/inbox`: what came in is found, read and replayed here.
struct InboxPages: Sendable {
  var environment: Environment
  var replaying: Replaying

  private static let path = "/console/webhooks/inbox"
  private static let limit = 50
  /// The names of the search's fields.
  private static let asked = ["q", "state", "source", "after"]

  var pages: [ConsolePage] {
    [
      ConsolePage(path: Self.path) { visit in
        visit.page("Inbox", section: .webhooks, content: try await page(for: visit).content(for: visit.reader))
      },
      ConsolePage(path: "\(Self.path).csv") { visit in
        .csv(try await page(for: visit).table.csv, name: "inbox")
      },
      ConsolePage(method: .post, path: "\(Self.path)/replay", role: .operate, handle: replayMany),
      ConsolePage(path: "\(Self.path)/{id}", handle: show),
      ConsolePage(path: "\(Self.path)/{id}/body", handle: body),
      ConsolePage(method: .post, path: "\(Self.path)/{id}/replay", role: .operate, handle: replay),
    ]
  }

  private func page(for visit: Visit) async throws -> InboxPage {
    let program = visit.program.id
    let text = visit.query["q"]
    let place = try Inbox.Place(visit.query["after"])
    var search = Inbox.Search()
    search.text = text
    search.status = try visit.query.choice("state", of: Delivery.Status.self)
    if let source = visit.query["source"] {
      guard let id = Source.ID(source) else { throw Query.invalid("source", "must be an id.") }
      search.source = id
    }
    let asked = search
    return try await environment.database.withConnection { connection in
      let sources = try await Sources.list(before: nil, limit: 500, program: program, in: connection)
      let found = try await find(asked, after: place, program: program, in: connection)
      let parked = try await Inbox.toDo(program: program, in: connection)[.parked] ?? 0
      let titles = try await titles(of: found.entries.map(\.arrival.source), known: sources, in: connection)
      let next = found.next.map { visit.path(Self.path, keeping: Self.asked, with: ["after": $0.text]) }
      let isShort = found.entries.count < Self.limit
      return InboxPage(
        rows: found.entries.map { .init($0, source: titles[$0.arrival.source] ?? "") },
        filter: ListFilter(
          path: Self.path,
          entries: [.init("q", "Search", value: text, hint: "Order, payment, id or any text")],
          selects: [
            .init(
              "state", "State", all: "Any", Delivery.Status.allCases.map { ($0.rawValue, $0.rawValue) },
              chosen: asked.status?.rawValue),
            .init(
              "source", "Source", all: "Any", sources.map { ($0.id.description, $0.title) },
              chosen: asked.source?.description),
          ]),
        foot: ListFoot(
          next: next, nextTitle: isShort ? "Look further back" : "Older",
          first: place.map { _ in visit.path(Self.path, keeping: Self.asked, with: ["after": nil]) },
          file: found.entries.isEmpty ? nil : visit.path("\(Self.path).csv", keeping: Self.asked)),
        parked: parked, mayReplay: visit.mayOperate, csrf: visit.csrf)
    }
  }

  /// What fits a search; who enters a delivery's own id finds that one, however old.
  private func find(
    _ search: Inbox.Search, after place: Inbox.Place?, program: Program.ID, in connection: Connection
  ) async throws -> Inbox.Found {
    var search = search
    if let text = search.text {
      if let id = Delivery.ID(text), let entry = try await Inbox.find(id, program: program, in: connection) {
        return Inbox.Found(entries: [entry], next: nil)
      }
      search.values = try await BusinessKey.values(of: text, program: program, in: connection)
    }
    return try await Inbox.find(search, after: place, limit: Self.limit, program: program, in: connection)
  }

  /// What sources are called, those that were removed too.
  private func titles(
    of ids: [Source.ID], known: [Source], in connection: Connection
  ) async throws -> [Source.ID: String] {
    var titles = Dictionary(known.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
    for id in Set(ids) where titles[id] == nil {
      titles[id] = try await Sources.find(id, includingRemoved: true, in: connection).map { "\($0.title) (removed)" }
    }
    return titles
  }

  @Sendable private func show(_ visit: Visit) async throws -> Response {
    let program = visit.program.id
    let id: Delivery.ID = try visit.id(of: "delivery")
    let page = try await environment.database.withConnection { connection in
      let entry = try await Self.find(id, program: program, in: connection)
      let source = try await Sources.find(entry.arrival.source, includingRemoved: true, in: connection)
      let isThere = try await Sources.find(entry.arrival.source, in: connection) != nil
      let meanings = try await DeliveryMeaning.all(
        of: entry.arrival, by: source?.provider ?? "", in: connection)
      var headers: [JSON.Member] = []
      if case .object(let members) = try? JSON(parsing: Array(entry.arrival.headers.utf8)) { headers = members }
      return IncomingDeliveryPage(
        .init(entry, source: source?.title ?? ""),
        sourcePath: isThere ? "/console/webhooks/sources/\(entry.arrival.source)" : nil, dueAt: entry.dueAt,
        finishedAt: entry.finishedAt,
        headers: headers.map { member in
          .init(name: member.name, value: { if case .string(let text) = member.value { text } else { "" } }())
        },
        body: entry.arrival.body.isEmpty ? nil : String(decoding: entry.arrival.body, as: UTF8.self),
        effects: meanings.map { meaning in
          .init(
            meaning.summary, title: meaning.conversion?.externalID,
            path: meaning.conversion.map { "/console/conversions/\($0.id)" })
        }, csrf: visit.csrf, mayReplay: visit.mayOperate)
    }
    return visit.page("Delivery", section: .webhooks, content: page.content(for: visit.reader))
  }

  /// The bytes as they came, as a file: whatever is in them, no browser shows it as a page.
  @Sendable private func body(_ visit: Visit) async throws -> Response {
    let id: Delivery.ID = try visit.id(of: "delivery")
    let program = visit.program.id
    let entry = try await environment.database.withConnection {
      try await Self.find(id, program: program, in: $0)
    }
    return Response(
      .ok,
      headers: [
        .contentType: "text/plain; charset=utf-8", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        .contentDisposition: "attachment; filename=\"\(id).json\"",
      ], body: .bytes(entry.arrival.body))
  }

  @Sendable private func replay(_ visit: Visit) async throws -> Response {
    let id: Delivery.ID = try visit.id(of: "delivery")
    let program = visit.program.id
    let entry = try await environment.database.withConnection {
      try await Self.find(id, program: program, in: $0)
    }
    _ = try await replaying.incoming([id], called: "delivery \(entry.arrival.externalID)", by: visit.author)
    // Most have had their effect before the page is asked for.
    try await settle(id, program: program)
    return visit.redirect(to: "\(Self.path)/\(id)", saying: "It was looked at again.")
  }

  /// Waits a little until a delivery has been looked at.
  private func settle(_ id: Delivery.ID, program: Program.ID) async throws {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(2)
    while clock.now < end {
      try await Task.sleep(for: .milliseconds(50))
      let entry = try await environment.database.withConnection {
        try await Inbox.find(id, program: program, in: $0)
      }
      if entry?.status != .received { return }
    }
  }

  @Sendable private func replayMany(_ visit: Visit) async throws -> Response {
    let replay: Replays.Entry?
    if visit.form["which"] == "parked" {
      replay = try await replaying.incoming(called: "all parked deliveries", by: visit.author)
    } else {
      let ids = visit.form.all("delivery").compactMap { Delivery.ID($0) }
      guard !ids.isEmpty else {
        return visit.redirect(to: Self.path, saying: "None was chosen: tick those that are to be looked at again.")
      }
      replay = try await replaying.incoming(
        ids, called: ids.count == 1 ? "one delivery" : "\(ids.count) deliveries", by: visit.author)
    }
    guard let replay else { return visit.redirect(to: Self.path, saying: "There was nothing to replay.") }
    return visit.redirect(to: "/console/work/replay-\(replay.id)")
  }

  private static func find(
    _ id: Delivery.ID, program: Program.ID, in connection: Connection
  ) async throws -> Inbox.Entry {
    guard let entry = try await Inbox.find(id, program: program, in: connection) else {
      throw Problem.notFound("such delivery")
    }
    return entry
  }
}

extension InboxPage.Row {
  init(_ entry: Inbox.Entry, source: String) {
    self.init(
      id: entry.arrival.id.description, externalID: entry.arrival.externalID, type: entry.arrival.type,
      source: source, status: entry.status, reason: entry.reason, attempts: entry.attempts,
      receivedAt: entry.arrival.receivedAt)
  }
}

extension Inbox.Place {
  /// As a page's address has it.
  fileprivate var text: String { (isParked ? "parked." : "rest.") + id.description }

  fileprivate init?(_ text: String?) throws(Problem) {
    guard let text else { return nil }
    let parts = text.split(separator: ".")
    guard parts.count == 2, parts[0] == "parked" || parts[0] == "rest", let id = Delivery.ID(String(parts[1])) else {
      throw Query.invalid("after", "must be where a page of this list ends.")
    }
    self.init(isParked: parts[0] == "parked", id: id)
  }
}

extension FormFields {
  /// One of the values of an enumeration, if there.
  func choice<Choice: RawRepresentable>(
    _ name: String, of type: Choice.Type
  ) throws(Problem) -> Choice? where Choice.RawValue == String {
    guard let text = self[name] else { return nil }
    guard let choice = Choice(rawValue: text) else { throw Query.invalid(name, "is none of its choices.") }
    return choice
  }
}
