import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/keys`: what opens a program, and how far.
struct KeysAPI: Sendable {
  var environment: Environment

  private var setup: KeySetup { KeySetup(environment: environment) }

  /// A key is made, listed and taken back here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/keys", summary: "Make another key of the program",
        details:
          "The key in the answer is shown this once. public tells of leads from pages that anybody can read and does nothing else. Of the others each may do what those before it may: read sees everything but secrets, operate sends what happened, replays and recounts, admin changes settings, keys and secrets.",
        access: .settings,
        body: .object([
          "name": .string("What it is for.", limit: Limits.name),
          "role": .string(oneOf: Role.allCases.map(\.rawValue)),
        ]),
        answers: [
          .init(
            status: .created, description: "The key.",
            schema: Self.schema.adding(.object(["key": .string("Shown this once.")])))
        ], handle: create),
      Endpoint(
        method: .get, path: "/v1/keys", summary: "List the program's keys, oldest first", access: .program,
        answers: [
          .init(status: .ok, description: "What is known of them.", schema: .object(["data": .list(Self.schema)]))
        ], handle: list),
      Endpoint(
        method: .delete, path: "/v1/keys/{id}", summary: "Take a key back",
        details: "It opens nothing from now on. The last key with the role admin stays.", access: .settings,
        parameters: [.path("id", "The key's id.")],
        answers: [.init(status: .noContent, description: "It is taken back.")], handle: revoke),
    ]
  }

  @Sendable private func create(_ call: Call) async throws -> Response {
    let made = try await setup.make(Fields(body: await call.request.body.collect()), by: call.author)
    return .json(
      .object(Self.members(made.entry) + [.init(name: "key", value: .string(made.key.text))]), status: .created)
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let keys = try await environment.database.withConnection { try await APIKeys.all(of: program, in: $0) }
    return .json(.object(["data": .array(keys.map { .object(Self.members($0)) })]))
  }

  @Sendable private func revoke(_ call: Call) async throws -> Response {
    _ = try await setup.revoke(call.parameter("id"), by: call.author)
    return Response(.noContent)
  }

  private static func members(_ key: APIKeys.Entry) -> [JSON.Member] {
    [
      .init(name: "id", value: .string(key.id)), .init(name: "name", value: .string(key.name)),
      .init(name: "role", value: .string(key.role.rawValue)), .init(name: "hint", value: .string(key.hint)),
      .init(name: "created_at", value: .text(of: key.createdAt)),
      .init(name: "revoked_at", value: .text(of: key.revokedAt)),
    ]
  }

  private static let schema = Schema.object([
    "id": .string("What it is called here; not the key itself."), "name": .string(),
    "role": .string(oneOf: Role.allCases.map(\.rawValue)), "hint": .string("Its last characters."),
    "created_at": .time(), "revoked_at": .time("Since when it opens nothing.").orNull,
  ])
}
