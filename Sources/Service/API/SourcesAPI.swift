import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON
import Webhooks

/// `/v1/sources`: where webhooks come from.
struct SourcesAPI: Sendable {
  var environment: Environment
  var setup: SourceSetup

  /// A source is made, listed, changed and removed here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/sources", summary: "Make a webhook source",
        details:
          "Enter the url at the provider as the address of its webhooks, and here the secret that the provider signs with.",
        access: .settings,
        body: .object(
          [
            "provider": .string("Who signs, and how.", oneOf: Providers.all.map(\.name)),
            "secret": .string("The signing secret, as the provider shows it.", limit: 512),
            "name": .string("What you call it.", limit: Limits.name),
            "accepts_test": .flag(
              "Whether the provider's test events count like others. If not, they are kept apart, with what they would have done."
            ),
          ], optional: ["name", "accepts_test"]),
        answers: [.init(status: .created, description: "The source.", schema: Self.schema)], handle: create),
      Endpoint(
        method: .get, path: "/v1/sources", summary: "List the webhook sources, newest first", access: .program,
        parameters: Endpoint.Parameter.paging,
        answers: [.init(status: .ok, description: "A page of them.", schema: .page(of: Self.schema))], handle: list),
      Endpoint(
        method: .get, path: "/v1/sources/{id}", summary: "Read a webhook source", access: .program,
        parameters: [.path("id", "The source's id.")],
        answers: [.init(status: .ok, description: "The source.", schema: Self.schema)], handle: read),
      Endpoint(
        method: .patch, path: "/v1/sources/{id}", summary: "Change a webhook source", access: .settings,
        parameters: [.path("id", "The source's id.")],
        body: .object(
          ["name": .string(limit: Limits.name).orNull, "accepts_test": .flag()], optional: ["name", "accepts_test"]),
        answers: [.init(status: .ok, description: "The source as it is now.", schema: Self.schema)], handle: update),
      Endpoint(
        method: .post, path: "/v1/sources/{id}/rotate", summary: "Give a webhook source another secret",
        details: "Both secrets are valid until the time is over, so that no delivery is lost meanwhile.",
        access: .settings, parameters: [.path("id", "The source's id.")],
        body: .object(
          [
            "secret": .string("The new signing secret.", limit: 512),
            "overlap_hours": .integer("For how long the former secret stays valid; 24 if not given.", in: 0...720),
          ], optional: ["overlap_hours"]),
        answers: [.init(status: .ok, description: "The source as it is now.", schema: Self.schema)], handle: rotate),
      Endpoint(
        method: .delete, path: "/v1/sources/{id}", summary: "Remove a webhook source",
        details: "Deliveries to it are refused from now on. Those that came stay, and so does what they did.",
        access: .settings, parameters: [.path("id", "The source's id.")],
        answers: [.init(status: .noContent, description: "It is removed.")], handle: remove),
    ]
  }

  @Sendable private func create(_ call: Call) async throws -> Response {
    let fields = try Fields(body: await call.request.body.collect())
    return .json(json(try await setup.make(fields, by: call.author)), status: .created)
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let paging = try Paging<Source>(call.query)
    let found = try await environment.database.withConnection { connection in
      try await Sources.list(before: paging.before, limit: paging.limit + 1, program: program, in: connection)
    }
    return .json(paging.page(found, id: \.id, json))
  }

  @Sendable private func read(_ call: Call) async throws -> Response {
    let program = try call.program
    let id = try id(call)
    return .json(
      json(
        try await environment.database.withConnection {
          try await SourceSetup.find(id, program: program, in: $0)
        }))
  }

  @Sendable private func update(_ call: Call) async throws -> Response {
    let fields = try Fields(body: await call.request.body.collect())
    return .json(json(try await setup.update(id(call), fields, by: call.author)))
  }

  @Sendable private func rotate(_ call: Call) async throws -> Response {
    let fields = try Fields(body: await call.request.body.collect())
    return .json(json(try await setup.rotate(id(call), fields, by: call.author)))
  }

  @Sendable private func remove(_ call: Call) async throws -> Response {
    _ = try await setup.remove(id(call), by: call.author)
    return Response(.noContent)
  }

  private func id(_ call: Call) throws(Problem) -> Source.ID {
    guard let id = Source.ID(call.parameter("id")) else { throw .notFound("such source", field: "id") }
    return id
  }

  private func json(_ source: Source) -> JSON {
    .object([
      "id": .text(of: source.id), "url": .string(setup.url(of: source)),
      "provider": .string(source.provider), "name": .text(source.name), "accepts_test": .bool(source.acceptsTest),
      "former_secret_until": .text(of: source.former?.until), "created_at": .text(of: source.createdAt),
    ])
  }

  private static let schema = Schema.object([
    "id": .id(), "url": .string("Where the provider posts to.", format: "uri"),
    "provider": .string(oneOf: Providers.all.map(\.name)), "name": .string().orNull, "accepts_test": .flag(),
    "former_secret_until": .time("Until when the secret before is valid too.").orNull, "created_at": .time(),
  ])
}
