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
  var directory: SourceDirectory

  /// For how long the secret before stays valid when another takes its place, unless told otherwise.
  private static let overlapHours: Int64 = 24

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
    let program = try call.program
    var fields = try Fields(body: await call.request.body.collect())
    let provider = try fields.provider("provider")
    let secret = try fields.secret("secret", of: provider)
    let name = try fields.optionalText("name", limit: Limits.name)
    let acceptsTest = try fields.optionalFlag("accepts_test") ?? false
    try fields.end()
    let now = environment.now()
    let source = Source(
      id: .timeOrdered(at: now), program: program, provider: provider.name, name: name, secret: secret,
      acceptsTest: acceptsTest, createdAt: now)
    try await environment.database.withConnection { try await Sources.insert(source, in: $0) }
    return .json(json(source), status: .created)
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
    return .json(
      json(try await environment.database.withConnection { try await find(call, program: program, in: $0) }))
  }

  @Sendable private func update(_ call: Call) async throws -> Response {
    let program = try call.program
    var fields = try Fields(body: await call.request.body.collect())
    let mentionsName = fields.mentions("name")
    let name = try fields.optionalText("name", limit: Limits.name)
    let acceptsTest = try fields.optionalFlag("accepts_test")
    try fields.end()
    return try await change(call) { source, connection in
      try await Sources.update(
        source.id, name: mentionsName ? name : source.name, acceptsTest: acceptsTest ?? source.acceptsTest,
        program: program, in: connection)
    }
  }

  @Sendable private func rotate(_ call: Call) async throws -> Response {
    let program = try call.program
    let now = environment.now()
    var fields = try Fields(body: await call.request.body.collect())
    let given = try fields.text("secret", limit: 512)
    let hours = try fields.optionalInteger("overlap_hours", in: 0...720) ?? Self.overlapHours
    try fields.end()
    return try await change(call) { source, connection in
      if let provider = Providers.named(source.provider) { try Fields.check(given, "secret", of: provider) }
      try await Sources.rotate(
        source.id, to: given, keepingFormerUntil: now + .hours(Int(hours)), program: program, in: connection)
    }
  }

  @Sendable private func remove(_ call: Call) async throws -> Response {
    let program = try call.program
    let now = environment.now()
    _ = try await change(call) { source, connection in
      try await Sources.remove(source.id, at: now, program: program, in: connection)
    }
    return Response(.noContent)
  }

  private func change(_ call: Call, _ body: (Source, Connection) async throws -> Void) async throws -> Response {
    let program = try call.program
    let source = try await environment.database.transaction { connection in
      let source = try await find(call, program: program, in: connection)
      try await body(source, connection)
      return try await Sources.find(source.id, includingRemoved: true, in: connection) ?? source
    }
    directory.forget(source.id)
    return .json(json(source))
  }

  private func find(_ call: Call, program: Program.ID, in connection: Connection) async throws -> Source {
    guard let id = Source.ID(call.parameter("id")), let source = try await Sources.find(id, in: connection),
      source.program == program
    else { throw Problem.notFound("such source", field: "id") }
    return source
  }

  private func json(_ source: Source) -> JSON {
    .object([
      "id": .text(of: source.id), "url": .string("\(environment.address.url)/hooks/\(source.id)"),
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

extension Fields {
  /// A provider of webhooks, by its name.
  fileprivate mutating func provider(_ name: String) throws(Problem) -> any Provider {
    guard let provider = Providers.named(try text(name)) else {
      throw .invalid(path(name), "must be one of \(Providers.all.map(\.name).joined(separator: ", ")).")
    }
    return provider
  }

  /// A secret of a provider.
  fileprivate mutating func secret(_ name: String, of provider: any Provider) throws(Problem) -> String {
    let secret = try text(name, limit: 512)
    try Self.check(secret, path(name), of: provider)
    return secret
  }

  /// Checks that a provider may have a secret.
  fileprivate static func check(_ secret: String, _ path: String, of provider: any Provider) throws(Problem) {
    do throws(InvalidSecret) {
      try provider.validate(secret: secret)
    } catch {
      throw .invalid(path, error.description)
    }
  }
}
