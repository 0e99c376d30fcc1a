import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals

/// `/console/webhooks`: where webhooks come from and go to.
struct WebhooksPages: Sendable {
  var environment: Environment

  /// The most sources and endpoints that are shown.
  private static let limit = 500

  var pages: [ConsolePage] {
    [
      ConsolePage(path: "/console/webhooks", handle: show),
      ConsolePage(path: "/console/webhooks/sources.csv") { visit in
        .csv(try await page(for: visit).sourceTable.csv, name: "sources")
      },
      ConsolePage(path: "/console/webhooks/endpoints.csv") { visit in
        .csv(try await page(for: visit).endpointTable.csv, name: "endpoints")
      },
    ]
  }

  @Sendable private func show(_ visit: Visit) async throws -> Response {
    visit.page("Webhooks", section: .webhooks, content: try await page(for: visit).content(for: visit.reader))
  }

  private func page(for visit: Visit) async throws -> WebhooksPage {
    let program = visit.program.id
    return try await environment.database.withConnection { connection in
      let sources = try await Sources.list(before: nil, limit: Self.limit, program: program, in: connection)
      let endpoints = try await Endpoints.list(before: nil, limit: Self.limit, program: program, in: connection)
      let parked = try await Inbox.parked(program: program, in: connection)
      let stranded = try await Deliveries.stranded(program: program, in: connection)
      let toDo = try await Inbox.toDo(program: program, in: connection)
      return WebhooksPage(
        sources: sources.map { source in
          .init(
            id: source.id.description, title: source.title, provider: source.provider,
            acceptsTest: source.acceptsTest, parked: parked[source.id] ?? 0, madeAt: source.createdAt)
        },
        endpoints: endpoints.map { .init($0, stranded: stranded[$0.id] ?? 0) },
        counts: .init(
          parked: toDo[.parked] ?? 0, waiting: toDo[.waiting] ?? 0, due: toDo[.received] ?? 0),
        mayChange: visit.mayChange)
    }
  }
}

extension WebhooksPage.EndpointRow {
  init(_ endpoint: Endpoints.Entry, stranded: Int) {
    self.init(
      id: endpoint.id.description, url: endpoint.url, description: endpoint.description, events: endpoint.events,
      state: EndpointState(endpoint), stranded: stranded, madeAt: endpoint.createdAt)
  }
}

extension EndpointState {
  fileprivate init(_ endpoint: Endpoints.Entry) {
    switch endpoint.disabledReason {
    case .asked: self = .off
    case .gone: self = .gone
    case .failing: self = .givenUp
    case nil: self = endpoint.failingSince == nil ? .well : .failing
    }
  }
}
