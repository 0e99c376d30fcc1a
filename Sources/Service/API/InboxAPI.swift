import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/inbox`: the deliveries that came, and what became of each.
struct InboxAPI: Sendable {
  var environment: Environment
  /// Lets the worker look at once.
  var bell: Bell

  /// Deliveries are listed, read and replayed here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/inbox", summary: "List deliveries, newest first", access: .program,
        parameters: Endpoint.Parameter.paging + [
          .query("source_id", .id(), "Only those of one source."),
          .query("status", .string(oneOf: Delivery.Status.allCases.map(\.rawValue)), "Only those in one state."),
        ],
        answers: [.init(status: .ok, description: "A page of them.", schema: .page(of: Self.schema))], handle: list),
      Endpoint(
        method: .get, path: "/v1/inbox/{id}", summary: "Read a delivery with its body", access: .program,
        parameters: [.path("id", "The delivery's id.")],
        answers: [.init(status: .ok, description: "The delivery.", schema: Self.detailedSchema)], handle: read),
      Endpoint(
        method: .post, path: "/v1/inbox/{id}/replay", summary: "Let a delivery be looked at again",
        details: "Harmless however often: what it did already it does not do twice.", access: .program,
        parameters: [.path("id", "The delivery's id.")],
        answers: [.init(status: .ok, description: "The delivery as it is now.", schema: Self.schema)], handle: replay),
      Endpoint(
        method: .post, path: "/v1/sources/{id}/replay",
        summary: "Let all parked deliveries of a source be looked at again",
        access: .program, parameters: [.path("id", "The source's id.")],
        answers: [
          .init(status: .ok, description: "How many they are.", schema: .object(["replayed": .integer("Deliveries.")]))
        ], handle: replayAll),
    ]
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let paging = try Paging<Delivery>(call.query)
    let status = try call.query.choice("status", of: Delivery.Status.allCases.map(\.rawValue))
    let filter = Inbox.Filter(
      source: try call.query.id("source_id"), status: status.flatMap(Delivery.Status.init(rawValue:)))
    let found = try await environment.database.withConnection { connection in
      try await Inbox.list(filter, before: paging.before, limit: paging.limit + 1, program: program, in: connection)
    }
    return .json(paging.page(found, id: \.arrival.id) { .object(Self.members($0)) })
  }

  @Sendable private func read(_ call: Call) async throws -> Response {
    let program = try call.program
    let entry = try await environment.database.withConnection { try await find(call, program: program, in: $0) }
    // What was verified is JSON, but for nothing where it was erased.
    let body = (try? JSON(parsing: entry.arrival.body)) ?? .null
    return .json(.object(Self.members(entry) + [.init(name: "body", value: body)]))
  }

  @Sendable private func replay(_ call: Call) async throws -> Response {
    let program = try call.program
    let author = try call.author
    let now = environment.now()
    let entry = try await environment.database.transaction { connection in
      let entry = try await find(call, program: program, in: connection)
      let count = try await Inbox.replay(entry.arrival.id, at: now, program: program, in: connection)
      try await author.record(
        .incoming, count, called: "delivery \(entry.arrival.externalID)", at: now, in: connection)
      return try await find(call, program: program, in: connection)
    }
    bell.ring()
    return .json(.object(Self.members(entry)))
  }

  @Sendable private func replayAll(_ call: Call) async throws -> Response {
    let program = try call.program
    let author = try call.author
    let now = environment.now()
    guard let source = Source.ID(call.parameter("id")) else { throw Problem.notFound("such source", field: "id") }
    let count = try await environment.database.transaction { connection in
      guard let entry = try await Sources.find(source, includingRemoved: true, in: connection),
        entry.program == program
      else { throw Problem.notFound("such source", field: "id") }
      let count = try await Inbox.replay(source: source, at: now, program: program, in: connection)
      try await author.record(
        .incoming, count, called: "all parked deliveries of \(entry.title)", at: now, in: connection)
      return count
    }
    bell.ring()
    return .json(.object(["replayed": .integer(Int64(count))]))
  }

  private func find(_ call: Call, program: Program.ID, in connection: Connection) async throws -> Inbox.Entry {
    guard let id = Delivery.ID(call.parameter("id")),
      let entry = try await Inbox.find(id, program: program, in: connection)
    else { throw Problem.notFound("such delivery", field: "id") }
    return entry
  }

  private static func members(_ entry: Inbox.Entry) -> [JSON.Member] {
    [
      .init(name: "id", value: .text(of: entry.arrival.id)),
      .init(name: "source_id", value: .text(of: entry.arrival.source)),
      .init(name: "external_id", value: .string(entry.arrival.externalID)),
      .init(name: "type", value: .string(entry.arrival.type)),
      .init(name: "status", value: .string(entry.status.rawValue)), .init(name: "reason", value: .text(entry.reason)),
      .init(name: "attempts", value: .integer(Int64(entry.attempts))),
      .init(name: "received_at", value: .text(of: entry.arrival.receivedAt)),
      .init(name: "due_at", value: .text(of: entry.dueAt)),
      .init(name: "finished_at", value: .text(of: entry.finishedAt)),
    ]
  }

  private static let schema = Schema.object([
    "id": .id(), "source_id": .id(), "external_id": .string("Its id at the provider."),
    "type": .string("What the provider calls what happened."),
    "status": .string(oneOf: Delivery.Status.allCases.map(\.rawValue)),
    "reason": .string("Why, in words.").orNull, "attempts": .integer("How often it was looked at."),
    "received_at": .time(), "due_at": .time("When it is looked at again.").orNull, "finished_at": .time().orNull,
  ])

  private static let detailedSchema = schema.adding(.object(["body": .open("As it came; null where it was erased.")]))
}
