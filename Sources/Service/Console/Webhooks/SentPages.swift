import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals

/// `/console/webhooks/sent`: what was sent is found, read and sent again here.
struct SentPages: Sendable {
  var environment: Environment
  var replaying: Replaying

  private static let path = "/console/webhooks/sent"
  private static let limit = 50
  /// The names of the search's fields.
  private static let asked = ["q", "state", "endpoint", "after"]

  var pages: [ConsolePage] {
    [
      ConsolePage(path: Self.path) { visit in
        visit.page("Sent", section: .webhooks, content: try await page(for: visit).content(for: visit.reader))
      },
      ConsolePage(path: "\(Self.path).csv") { visit in
        .csv(try await page(for: visit).table.csv, name: "sent")
      },
      ConsolePage(method: .post, path: "\(Self.path)/replay", role: .operate, handle: replayMany),
      ConsolePage(path: "\(Self.path)/{id}", handle: show),
      ConsolePage(method: .post, path: "\(Self.path)/{id}/replay", role: .operate, handle: replay),
    ]
  }

  private func page(for visit: Visit) async throws -> SentPage {
    let program = visit.program.id
    let text = visit.query["q"]
    var search = Deliveries.Search()
    if let text, let event = WebhookID(text) { search.event = event.event } else { search.text = text }
    search.status = try visit.query.choice("state", of: Deliveries.Status.self)
    if let endpoint = visit.query["endpoint"] {
      guard let id = Endpoints.ID(endpoint) else { throw Query.invalid("endpoint", "must be an id.") }
      search.endpoint = id
    }
    let after = try visit.query["after"].map { text throws(Problem) in
      guard let id = Deliveries.ID(text) else {
        throw Query.invalid("after", "must be where a page of this list ends.")
      }
      return id
    }
    let asked = search
    return try await environment.database.withConnection { connection in
      let endpoints = try await Endpoints.list(before: nil, limit: 500, program: program, in: connection)
      let found = try await find(asked, text: text, before: after, program: program, in: connection)
      let isShort = found.sights.count < Self.limit
      return SentPage(
        rows: found.sights.map(SentPage.Row.init),
        filter: ListFilter(
          path: Self.path, entries: [.init("q", "Search", value: text, hint: "Order, event, id or any text")],
          selects: [
            .init(
              "state", "State", all: "Any", Deliveries.Status.allCases.map { ($0.rawValue, $0.rawValue) },
              chosen: asked.status?.rawValue),
            .init(
              "endpoint", "Endpoint", all: "Any", endpoints.map { ($0.id.description, $0.url) },
              chosen: asked.endpoint?.description),
          ]),
        foot: ListFoot(
          next: found.next.map { visit.path(Self.path, keeping: Self.asked, with: ["after": $0.description]) },
          nextTitle: isShort ? "Look further back" : "Older",
          first: after.map { _ in visit.path(Self.path, keeping: Self.asked, with: ["after": nil]) },
          file: found.sights.isEmpty ? nil : visit.path("\(Self.path).csv", keeping: Self.asked)),
        mayReplay: visit.mayOperate, csrf: visit.csrf)
    }
  }

  /// What fits a search; who enters a delivery's own id finds that one, however old.
  private func find(
    _ search: Deliveries.Search, text: String?, before: Deliveries.ID?, program: Program.ID,
    in connection: Connection
  ) async throws -> Deliveries.Found {
    if let id = text.flatMap({ Deliveries.ID($0) }),
      let sight = try await Deliveries.sight(of: id, program: program, in: connection)
    {
      return Deliveries.Found(sights: [sight], next: nil)
    }
    return try await Deliveries.find(search, before: before, limit: Self.limit, program: program, in: connection)
  }

  @Sendable private func show(_ visit: Visit) async throws -> Response {
    let program = visit.program.id
    let id: Deliveries.ID = try visit.id(of: "delivery")
    let page = try await environment.database.withConnection { connection in
      guard let sight = try await Deliveries.sight(of: id, program: program, in: connection) else {
        throw Problem.notFound("such delivery")
      }
      let attempts = try await Deliveries.attempts(of: id, program: program, in: connection)
      let endpoint = try await Endpoints.find(sight.item.endpoint, program: program, in: connection)
      let body = try await Outbox.bodies(of: [sight.item.event], program: program, in: connection)[sight.item.event]
      return OutgoingDeliveryPage(
        SentPage.Row(sight), endpointPath: endpoint.map { "/console/webhooks/endpoints/\($0.id)" },
        nextAt: sight.item.status == .pending ? sight.item.dueAt : nil,
        attempts: attempts.map { attempt in
          .init(
            number: attempt.number, startedAt: attempt.startedAt,
            isTaken: attempt.status.map { (200..<300).contains($0) } ?? false,
            answer: SentPage.Row.answer(attempt.status, attempt.failure) ?? "", response: attempt.response,
            milliseconds: attempt.milliseconds)
        }, body: visit.mayOperate ? body ?? "" : EventType.readable(body ?? ""), csrf: visit.csrf,
        mayReplay: visit.mayOperate && endpoint.map { $0.disabledAt == nil } ?? false
          && sight.item.status != .canceled)
    }
    return visit.page("Event sent", section: .webhooks, content: page.content(for: visit.reader))
  }

  @Sendable private func replay(_ visit: Visit) async throws -> Response {
    let id: Deliveries.ID = try visit.id(of: "delivery")
    let program = visit.program.id
    let sight = try await environment.database.transaction { connection in
      guard let sight = try await Deliveries.sight(of: id, program: program, in: connection) else {
        throw Problem.notFound("such delivery")
      }
      try await EndpointSetup.enabled(sight.item.endpoint, program: program, in: connection)
      return sight
    }
    _ = try await replaying.outgoing([id], called: "\(sight.item.type) to \(sight.url)", by: visit.author)
    return visit.redirect(to: "\(Self.path)/\(id)", saying: "It is on its way again.")
  }

  @Sendable private func replayMany(_ visit: Visit) async throws -> Response {
    let replay: Replays.Entry?
    if visit.form["which"] == "stranded" {
      replay = try await replaying.outgoing(called: "all that failed or were held", by: visit.author)
    } else {
      let ids = visit.form.all("delivery").compactMap { Deliveries.ID($0) }
      guard !ids.isEmpty else {
        return visit.redirect(to: Self.path, saying: "None was chosen: tick those that are to be sent again.")
      }
      replay = try await replaying.outgoing(
        ids, called: ids.count == 1 ? "one event" : "\(ids.count) events", by: visit.author)
    }
    guard let replay else {
      return visit.redirect(
        to: Self.path,
        saying: "There was nothing to send: what goes to endpoints that are switched off waits until they are on.")
    }
    return visit.redirect(to: "/console/work/replay-\(replay.id)")
  }
}

extension SentPage.Row {
  init(_ sight: Deliveries.Sight) {
    self.init(
      id: sight.item.id.description, event: WebhookID(sight.item.event).description, type: sight.item.type,
      url: sight.url, state: SentPage.State(sight.item.status), attempts: sight.item.attempts,
      answer: Self.answer(sight.status, sight.failure), toldAt: sight.item.createdAt)
  }

  /// What an endpoint answered, or why there was no answer, in words.
  fileprivate static func answer(_ status: Int?, _ failure: String?) -> String? {
    if let status { return "answered \(status)" }
    return failure.map { "no answer: \($0.replacing("_", with: " "))" }
  }
}

extension SentPage.State {
  fileprivate init(_ status: Deliveries.Status) {
    switch status {
    case .pending: self = .pending
    case .delivered: self = .delivered
    case .failed: self = .failed
    case .held: self = .held
    case .canceled: self = .canceled
    }
  }
}
