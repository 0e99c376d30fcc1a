import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/exports`: what is known of people who asked for it through their shop.
struct ExportsAPI: Sendable {
  var environment: Environment

  /// Exports are listed here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/exports", summary: "List what people asked to be told of themselves, newest first",
        details: "Made when a shop passes on such a request (Shopify's customers/data_request). Hand the document on.",
        access: .program, parameters: Endpoint.Parameter.paging,
        answers: [.init(status: .ok, description: "A page of them.", schema: .page(of: Self.schema))], handle: list)
    ]
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let paging = try Paging<PersonExports.Entry>(call.query)
    let found = try await environment.database.withConnection { connection in
      try await PersonExports.list(before: paging.before, limit: paging.limit + 1, program: program, in: connection)
    }
    return .json(
      paging.page(found, id: \.id) { entry in
        .object([
          "id": .text(of: entry.id), "person_id": .text(of: entry.person),
          "requested_at": .text(of: entry.requestedAt),
          "document": (try? JSON(parsing: Array(entry.document.utf8))) ?? .null,
        ])
      })
  }

  private static let schema = Schema.object([
    "id": .id(), "person_id": .id(), "requested_at": .time(),
    "document": .open(
      "The person, what they bought and clicked, the links they share, what they shared, whom they follow and who follows them, and what they agreed to."
    ),
  ])
}
