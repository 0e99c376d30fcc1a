import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/deliveries`: what was sent to whom, and what came of it.
struct DeliveriesAPI: Sendable {
  var environment: Environment
  /// Wakes the sender.
  var bell: Bell

  /// Deliveries are listed, read and sent again here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/deliveries", summary: "List deliveries of events to endpoints, newest first",
        access: .program,
        parameters: Endpoint.Parameter.paging + [
          .query("endpoint_id", .id(), "Only to this endpoint."),
          .query("status", .string(oneOf: Deliveries.Status.allCases.map(\.rawValue)), "Only as far as this."),
          .query("type", .string(oneOf: EventType.all.map(\.name)), "Only of events of this name."),
          .query("event_id", .string(), "Only of this event, by its webhook-id."),
        ], answers: [.init(status: .ok, description: "A page of them.", schema: .page(of: Self.schema))],
        handle: list),
      Endpoint(
        method: .get, path: "/v1/deliveries/{id}", summary: "Read a delivery, its event and every attempt",
        access: .program, parameters: [Self.id],
        answers: [.init(status: .ok, description: "The delivery.", schema: Self.detailedSchema)], handle: read),
      Endpoint(
        method: .post, path: "/v1/deliveries/{id}/replay", summary: "Send an event to an endpoint again",
        details: "Now, and by the whole schedule where that fails; the webhook-id stays.", access: .program,
        parameters: [Self.id],
        answers: [.init(status: .accepted, description: "It is on its way.", schema: Self.schema)], handle: replay),
    ]
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let paging = try Paging<Deliveries.Item>(call.query)
    var filter = Deliveries.Filter()
    filter.endpoint = try call.query.id("endpoint_id")
    filter.status = try call.query.choice("status", of: Deliveries.Status.allCases.map(\.rawValue))
      .flatMap { Deliveries.Status(rawValue: $0) }
    filter.type = try call.query.choice("type", of: EventType.all.map(\.name))
    if let text = call.query.text("event_id") {
      guard let id = WebhookID(text) else { throw Query.invalid("event_id", "must be a webhook-id: msg_….") }
      filter.event = id.event
    }
    let asked = filter
    let found = try await environment.database.withConnection { connection in
      try await Deliveries.list(
        asked, before: paging.before, limit: paging.limit + 1, program: program, in: connection)
    }
    return .json(paging.page(found, id: \.id, Self.json))
  }

  @Sendable private func read(_ call: Call) async throws -> Response {
    let program = try call.program
    return try await environment.database.withConnection { connection in
      let delivery = try await self.delivery(call, program: program, in: connection)
      let attempts = try await Deliveries.attempts(of: delivery.id, program: program, in: connection)
      let kept = try await Outbox.bodies(of: [delivery.event], program: program, in: connection)[delivery.event] ?? ""
      let body = call.mayOperate ? kept : EventType.readable(kept)
      return .json(
        .object(
          Self.members(delivery) + [
            .init(name: "event", value: (try? JSON(parsing: Array(body.utf8))) ?? .null),
            .init(name: "attempts", value: .array(attempts.map(Self.json))),
          ]))
    }
  }

  @Sendable private func replay(_ call: Call) async throws -> Response {
    let program = try call.program
    let author = try call.author
    let now = environment.now()
    let delivery = try await environment.database.transaction { connection in
      let delivery = try await self.delivery(call, program: program, in: connection)
      guard let endpoint = try await Endpoints.hold(delivery.endpoint, program: program, in: connection) else {
        throw Problem.conflict("endpoint_deleted", "The endpoint was deleted.", field: "id")
      }
      guard endpoint.disabledAt == nil else { throw Problem.endpointDisabled }
      let count = try await Deliveries.replay(delivery.id, at: now, program: program, in: connection)
      try await author.record(
        .outgoing, count, called: "\(delivery.type) to \(endpoint.url)", at: now, in: connection)
      return try await self.delivery(call, program: program, in: connection)
    }
    bell.ring()
    return .json(Self.json(delivery), status: .accepted)
  }

  private func delivery(
    _ call: Call, program: Program.ID, in connection: Connection
  ) async throws -> Deliveries.Item {
    guard let id = Deliveries.ID(call.parameter("id")),
      let delivery = try await Deliveries.find(id, program: program, in: connection)
    else { throw Problem.notFound("such delivery", field: "id") }
    return delivery
  }

  /// A delivery as it is shown.
  static func json(_ delivery: Deliveries.Item) -> JSON { .object(members(delivery)) }

  private static func members(_ delivery: Deliveries.Item) -> [JSON.Member] {
    [
      .init(name: "id", value: .text(of: delivery.id)),
      .init(name: "endpoint_id", value: .text(of: delivery.endpoint)),
      .init(name: "event_id", value: .text(of: WebhookID(delivery.event))),
      .init(name: "type", value: .string(delivery.type)),
      .init(name: "status", value: .string(delivery.status.rawValue)),
      .init(name: "attempt_count", value: .integer(Int64(delivery.attempts))),
      .init(name: "created_at", value: .text(of: delivery.createdAt)),
      .init(name: "next_attempt_at", value: .text(of: delivery.status == .pending ? delivery.dueAt : nil)),
      .init(name: "finished_at", value: .text(of: delivery.finishedAt)),
    ]
  }

  private static func json(_ attempt: Deliveries.Attempt) -> JSON {
    .object([
      "attempt": .integer(Int64(attempt.number)), "started_at": .text(of: attempt.startedAt),
      "status": attempt.status.map { .integer(Int64($0)) } ?? .null, "failure": .text(attempt.failure),
      "response": .text(attempt.response), "duration_ms": .integer(Int64(attempt.milliseconds)),
    ])
  }

  private static let id = Endpoint.Parameter.path("id", "The delivery's id.")

  /// Its schema.
  static let schema = Schema.object([
    "id": .id(), "endpoint_id": .id(), "event_id": .string("The webhook-id: the same with every attempt."),
    "type": .string(oneOf: EventType.all.map(\.name)),
    "status": .string(
      "pending: due now or later; failed: all attempts were made; held: the endpoint is disabled; canceled: it was deleted.",
      oneOf: Deliveries.Status.allCases.map(\.rawValue)),
    "attempt_count": .integer("How many attempts were made."), "created_at": .time("When the event was told."),
    "next_attempt_at": .time().orNull, "finished_at": .time().orNull,
  ])

  private static let detailedSchema = schema.adding(
    .object([
      "event": .open("What is sent."),
      "attempts": .list(
        .object([
          "attempt": .integer("Its number, from 1."), "started_at": .time(),
          "status": Schema.integer("The HTTP status that was answered.").orNull,
          "failure": .string(
            "Why there was no answer: refused_address, resolution, connect, tls, timeout, bad_answer, …"
          ).orNull,
          "response": .string("The beginning of the answer's body.").orNull, "duration_ms": .integer(),
        ]), "Oldest first."),
    ]))
}
