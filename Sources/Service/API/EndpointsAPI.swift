import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON
import Webhooks

/// `/v1/endpoints`: where a program wants to hear of what happens.
struct EndpointsAPI: Sendable {
  var environment: Environment
  var setup: EndpointSetup

  /// An endpoint is made, listed, read, changed, tested and deleted here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/endpoints", summary: "Have events sent to an address",
        details:
          "Each event is posted as JSON, signed as Standard Webhooks 1.0 says, with an id that stays the same when it is sent again. Only a status of 2xx takes it. Otherwise it is sent again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h, and then waits for a replay. 410, or five days of nothing but failures, disable the endpoint. Redirects are not followed.",
        access: .settings,
        body: .object(
          [
            "url": .string("http or https.", format: "uri", limit: Limits.destination), "events": Self.events,
            "description": .string(limit: Limits.name),
          ], optional: ["description"]),
        answers: [
          .init(
            status: .created, description: "The endpoint, with its secret, which is shown this once.",
            schema: Self.schema.adding(Self.secretSchema))
        ], handle: create),
      Endpoint(
        method: .get, path: "/v1/endpoints", summary: "List endpoints, newest first", access: .program,
        parameters: Endpoint.Parameter.paging,
        answers: [.init(status: .ok, description: "A page of them.", schema: .page(of: Self.schema))], handle: list),
      Endpoint(
        method: .get, path: "/v1/endpoints/{id}", summary: "Read an endpoint", access: .program,
        parameters: [Self.id], answers: [.init(status: .ok, description: "The endpoint.", schema: Self.schema)],
        handle: read),
      Endpoint(
        method: .patch, path: "/v1/endpoints/{id}", summary: "Change, disable or enable an endpoint",
        details:
          "Fields that are not named stay; null clears description. A disabled endpoint is sent nothing and goes on collecting; once it is enabled, POST /v1/endpoints/{id}/replay sends what it has collected.",
        access: .settings, parameters: [Self.id],
        body: .object(
          [
            "url": .string(format: "uri", limit: Limits.destination), "events": Self.events,
            "description": Schema.string(limit: Limits.name).orNull, "disabled": .flag(),
          ], optional: ["url", "events", "description", "disabled"]),
        answers: [.init(status: .ok, description: "The endpoint as it is now.", schema: Self.schema)], handle: patch),
      Endpoint(
        method: .delete, path: "/v1/endpoints/{id}", summary: "Delete an endpoint",
        details: "Nothing is sent to it any more. What it was sent can still be read at GET /v1/deliveries.",
        access: .settings, parameters: [Self.id],
        answers: [.init(status: .noContent, description: "It is gone.")], handle: delete),
      Endpoint(
        method: .post, path: "/v1/endpoints/{id}/rotate", summary: "Give an endpoint a new secret",
        details: "For 24 hours the former secret signs beside the new one: either will do to verify an event.",
        access: .settings, parameters: [Self.id],
        answers: [
          .init(
            status: .ok, description: "The endpoint, with its new secret, which is shown this once.",
            schema: Self.schema.adding(Self.secretSchema))
        ], handle: rotate),
      Endpoint(
        method: .post, path: "/v1/endpoints/{id}/test", summary: "Send an endpoint an event endpoint.test",
        details: "GET /v1/deliveries/{id} says what came of it.", access: .program, parameters: [Self.id],
        answers: [.init(status: .accepted, description: "It is on its way.", schema: DeliveriesAPI.schema)],
        handle: test),
      Endpoint(
        method: .post, path: "/v1/endpoints/{id}/replay", summary: "Send an endpoint past events again",
        details:
          "Those since a moment that failed or were held; with status only the failed, the held, or the delivered ones.",
        access: .program, parameters: [Self.id],
        body: .object(
          [
            "since": .time("The time of the first event."),
            "status": .string(oneOf: Chosen.allCases.map(\.rawValue)),
          ], optional: ["status"]),
        answers: [
          .init(
            status: .accepted, description: "They are on their way.",
            schema: .object(["replayed": .integer("How many there are.")]))
        ], handle: replay),
    ]
  }

  private enum Chosen: String, CaseIterable { case failed, held, delivered }

  @Sendable private func create(_ call: Call) async throws -> Response {
    let fields = try Fields(body: await call.request.body.collect())
    return .json(Self.json(try await setup.make(fields, by: call.author), withSecret: true), status: .created)
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let paging = try Paging<Endpoints.Entry>(call.query)
    let found = try await environment.database.withConnection { connection in
      try await Endpoints.list(before: paging.before, limit: paging.limit + 1, program: program, in: connection)
    }
    return .json(paging.page(found, id: \.id) { Self.json($0) })
  }

  @Sendable private func read(_ call: Call) async throws -> Response {
    let program = try call.program
    let id = try id(call)
    let endpoint = try await environment.database.withConnection { connection in
      try await Endpoints.find(id, program: program, in: connection)
    }
    guard let endpoint else { throw Problem.noEndpoint }
    return .json(Self.json(endpoint))
  }

  @Sendable private func patch(_ call: Call) async throws -> Response {
    let id = try id(call)
    let fields = try Fields(body: await call.request.body.collect())
    return .json(Self.json(try await setup.change(id, fields, by: call.author)))
  }

  @Sendable private func rotate(_ call: Call) async throws -> Response {
    .json(Self.json(try await setup.rotate(id(call), by: call.author), withSecret: true))
  }

  @Sendable private func delete(_ call: Call) async throws -> Response {
    try await setup.delete(id(call), by: call.author)
    return Response(.noContent)
  }

  @Sendable private func test(_ call: Call) async throws -> Response {
    let delivery = try await setup.test(id(call), program: call.program)
    return .json(DeliveriesAPI.json(delivery), status: .accepted)
  }

  @Sendable private func replay(_ call: Call) async throws -> Response {
    let program = try call.program
    let author = try call.author
    let id = try id(call)
    var fields = try Fields(body: await call.request.body.collect())
    let since = try fields.time("since")
    let chosen = try fields.optionalChoice("status", as: Chosen.self)
    try fields.end()
    let now = environment.now()
    let statuses: [Deliveries.Status] =
      chosen.flatMap { Deliveries.Status(rawValue: $0.rawValue) }.map { [$0] } ?? [
        .failed, .held,
      ]
    let count = try await environment.database.transaction { connection in
      let endpoint = try await EndpointSetup.enabled(id, program: program, in: connection)
      let count = try await Deliveries.replay(
        of: id, since: since, in: statuses, at: now, program: program, in: connection)
      let what = chosen == .delivered ? "what arrived" : "what did not arrive"
      try await author.record(
        .outgoing, count, called: "\(what) at \(endpoint.url) since \(since)", at: now, in: connection)
      return count
    }
    setup.bell.ring()
    return .json(.object(["replayed": .integer(Int64(count))]), status: .accepted)
  }

  private func id(_ call: Call) throws(Problem) -> Endpoints.ID {
    guard let id = Endpoints.ID(call.parameter("id")) else { throw Problem.noEndpoint }
    return id
  }

  private static func json(_ endpoint: Endpoints.Entry, withSecret: Bool = false) -> JSON {
    var members: [JSON.Member] = [
      .init(name: "id", value: .text(of: endpoint.id)), .init(name: "url", value: .string(endpoint.url)),
      .init(name: "events", value: .array(endpoint.events.map(JSON.string))),
      .init(name: "description", value: .text(endpoint.description)),
      .init(name: "created_at", value: .text(of: endpoint.createdAt)),
      .init(name: "disabled_at", value: .text(of: endpoint.disabledAt)),
      .init(name: "disabled_reason", value: .text(endpoint.disabledReason?.rawValue)),
      .init(name: "failing_since", value: .text(of: endpoint.failingSince)),
      .init(name: "former_secret_until", value: .text(of: endpoint.formerSecretUntil)),
    ]
    if withSecret { members.append(.init(name: "secret", value: .string(endpoint.secret))) }
    return .object(members)
  }

  private static let id = Endpoint.Parameter.path("id", "The endpoint's id.")

  private static let events = Schema.list(.string(oneOf: EventType.names), "Which events it is sent.")

  private static let schema = Schema.object([
    "id": .id(), "url": .string(format: "uri"), "events": events, "description": .string().orNull,
    "created_at": .time(), "disabled_at": .time("Since when nothing is sent to it.").orNull,
    "disabled_reason": .string(
      "asked: its owner said so; gone: it answered 410; failing: it did nothing but fail for five days.",
      oneOf: Endpoints.Reason.allCases.map(\.rawValue)
    ).orNull,
    "failing_since": .time("The first failure since the last success.").orNull,
    "former_secret_until": .time("Until when the secret before the last rotation signs as well.").orNull,
  ])

  private static let secretSchema = Schema.object([
    "secret": .string("What signs: whsec_ and base64.")
  ])
}
