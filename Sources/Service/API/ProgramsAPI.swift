import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/programs`: the tenants, and each one's own view of itself.
struct ProgramsAPI: Sendable {
  var environment: Environment

  /// A program is made, listed and read here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/programs", summary: "Make a program",
        details: "The key in the answer is shown this once.", access: .admin,
        body: .object(
          [
            "name": .string(limit: Limits.name), "currency": .string("ISO 4217", example: "EUR"),
            "destination": .string("Where links lead that have no destination of their own.", format: "uri"),
            "attribution": .attribution, "joining": .joining, "share_text": .shareText,
            "share_subject": .shareSubject,
          ], optional: ["attribution", "joining", "share_text", "share_subject"]),
        answers: [.init(status: .created, description: "The program and its key.", schema: Self.schema(withKey: true))],
        handle: create),
      Endpoint(
        method: .get, path: "/v1/programs", summary: "List the programs", access: .admin,
        answers: [
          .init(
            status: .ok, description: "Oldest first.", schema: .object(["data": .list(Self.schema(withKey: false))]))
        ],
        handle: list),
      Endpoint(
        method: .get, path: "/v1/program", summary: "Read the key's own program", access: .program,
        answers: [.init(status: .ok, description: "The program.", schema: Self.schema(withKey: false))],
        handle: read),
      Endpoint(
        method: .patch, path: "/v1/program", summary: "Change the key's own program",
        details:
          "Fields that are not named stay. What social networks show of links is in preview; with null they are sent on like everybody. With share_text or share_subject null, advocates find the usual words. The currency cannot be changed: amounts are in it. What is changed of attribution is what a recount goes by: POST /v1/runs begins one, and reports read it once it has caught up.",
        access: .settings,
        body: .object(
          [
            "name": .string(limit: Limits.name),
            "destination": .string("Where links lead that have no destination of their own.", format: "uri"),
            "attribution": .attribution,
            "preview": Schema.preview.orNull, "joining": .joining, "share_text": .shareText,
            "share_subject": .shareSubject,
          ], optional: ["name", "destination", "attribution", "preview", "joining", "share_text", "share_subject"]),
        answers: [
          .init(status: .ok, description: "The program as it is now.", schema: Self.schema(withKey: false))
        ], handle: change),
    ]
  }

  @Sendable private func change(_ call: Call) async throws -> Response {
    let fields = try Fields(body: await call.request.body.collect())
    let program = try await ProgramSetup.change(fields, environment: environment, by: call.author)
    return .json(Self.json(program, key: nil))
  }

  @Sendable private func create(_ call: Call) async throws -> Response {
    var fields = try Fields(body: await call.request.body.collect())
    let name = try fields.text("name", limit: Limits.name)
    let currency = try fields.currency("currency")
    guard let destination = try fields.optionalDestination("destination") else {
      throw Problem(.unprocessableContent, "missing_field", "destination is required.", field: "destination")
    }
    var attribution = AttributionSettings()
    if var given = try fields.optionalObject("attribution") {
      attribution = try given.attribution(changing: attribution)
      try given.end()
    }
    let now = environment.now()
    var program = Program(
      id: .timeOrdered(at: now), name: name, currency: currency, destination: destination, attribution: attribution,
      createdAt: now)
    try fields.advocacy(of: &program)
    try fields.end()
    let made = program
    let key = try await environment.database.transaction { connection in
      try await ProgramSetup.create(made, at: now, in: connection)
    }
    return .json(Self.json(made, key: key), status: .created)
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let programs = try await environment.database.withConnection { try await Programs.all(in: $0) }
    return .json(.object(["data": .array(programs.map { Self.json($0, key: nil) })]))
  }

  @Sendable private func read(_ call: Call) async throws -> Response {
    let id = try call.program
    guard let program = try await environment.database.withConnection({ try await Programs.find(id, in: $0) }) else {
      throw Problem.notFound("such program")
    }
    return .json(Self.json(program, key: nil))
  }

  private static func json(_ program: Program, key: APIKey?) -> JSON {
    var members: [JSON.Member] = [
      .init(name: "id", value: .text(of: program.id)), .init(name: "name", value: .string(program.name)),
      .init(name: "currency", value: .string(program.currency.code)),
      .init(name: "destination", value: .string(program.destination)),
      .init(name: "attribution", value: program.attribution.json),
      .init(name: "preview", value: program.preview?.json ?? .null),
    ]
    members += program.advocacy
    members.append(.init(name: "created_at", value: .text(of: program.createdAt)))
    if let key { members.append(.init(name: "api_key", value: .string(key.text))) }
    return .object(members)
  }

  private static func schema(withKey: Bool) -> Schema {
    .object(
      [
        "id": .id(), "name": .string(), "currency": .string(), "destination": .string(), "attribution": .attribution,
        "preview": Schema.preview.orNull, "joining": .joining, "share_text": .shareText,
        "share_subject": .shareSubject, "created_at": .time(), "api_key": .string("Shown this once."),
      ], optional: withKey ? [] : ["api_key"])
  }
}
