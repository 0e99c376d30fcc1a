import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/people`: what people agreed to, and their right to be forgotten.
struct PeopleAPI: Sendable {
  var environment: Environment

  /// Consents are told and listed, and people are erased, here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/people/{external_id}/consents",
        summary: "Tell what somebody agreed to, or no longer does",
        details:
          "What was said last of a purpose holds; of two things said at the same moment, no. named_in_reports: to be shown by name where shares, edges and reach are shown; without it a person only counts. Somebody who is not known is made known.",
        access: .program, parameters: [Self.person],
        body: .object(
          [
            "purpose": .string("To what.", oneOf: Consents.Purpose.allCases.map(\.rawValue)),
            "given": .flag("Whether the person agreed, or no longer does."),
            "where": .string("Where it was said: a form, a page, in person.", limit: Limits.name),
            "occurred_at": .time("When it was said; now, if not given."),
          ], optional: ["where", "occurred_at"]),
        answers: [
          .init(status: .created, description: "Stored.", schema: Self.schema),
          .init(status: .ok, description: "It was there already.", schema: Self.schema),
        ], handle: tell),
      Endpoint(
        method: .get, path: "/v1/people/{external_id}/consents", summary: "List what somebody agreed to",
        access: .program, parameters: [Self.person],
        answers: [
          .init(
            status: .ok, description: "Each time it was said, what was said last first.",
            schema: .object(["data": .list(Self.schema)]))
        ], handle: list),
      Endpoint(
        method: .delete, path: "/v1/people/{external_id}", summary: "Erase somebody",
        details:
          "Name, e-mail, ids, edges, consents, what their posts said and what deliveries said of them are gone for ever. What they did stays without them, so that every total stays what it was.",
        access: .program, parameters: [Self.person],
        answers: [.init(status: .noContent, description: "They are forgotten.")], handle: erase),
    ]
  }

  @Sendable private func tell(_ call: Call) async throws -> Response {
    let program = try call.program
    let name = try externalID(call)
    let now = environment.now()
    var fields = try Fields(body: await call.request.body.collect())
    let entry = Consents.Entry(
      purpose: try fields.choice("purpose"), given: try fields.flag("given"),
      place: try fields.optionalText("where", limit: Limits.name),
      occurredAt: try fields.optionalPastTime("occurred_at", now: now) ?? now, recordedAt: now, source: "api")
    try fields.end()
    let isNew = try await environment.database.transaction { connection in
      let person = try await People.upsert(
        externalID: name, email: nil, name: nil, at: now, program: program, in: connection)
      return try await Consents.insert(entry, of: person, program: program, in: connection)
    }
    return .stored(Self.json(entry), isNew: isNew)
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let name = try externalID(call)
    return try await environment.database.withConnection { connection in
      let person = try await person(name, program: program, in: connection)
      let entries = try await Consents.all(of: person, program: program, in: connection)
      return .json(.object(["data": .array(entries.map(Self.json))]))
    }
  }

  @Sendable private func erase(_ call: Call) async throws -> Response {
    let program = try call.program
    let name = try externalID(call)
    try await environment.database.transaction { connection in
      let person = try await person(name, program: program, in: connection)
      try await Erasure.erase([person], program: program, in: connection)
    }
    return Response(.noContent)
  }

  private func person(
    _ name: String, program: Program.ID, in connection: Connection
  ) async throws -> Person.ID {
    let found = try await People.find(externalID: name, key: nil, email: nil, program: program, in: connection)
    guard let person = found.first else { throw Problem.notFound("such person", field: "external_id") }
    return person
  }

  /// An external id in the path: of somebody known or not, but one that a person could have.
  private func externalID(_ call: Call) throws(Problem) -> String {
    let id = call.parameter("external_id")
    guard !id.isEmpty, id.unicodeScalars.count <= Limits.externalID,
      !id.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
    else { throw .notFound("such person", field: "external_id") }
    return id
  }

  private static func json(_ entry: Consents.Entry) -> JSON {
    .object([
      "purpose": .string(entry.purpose.rawValue), "given": .bool(entry.given), "where": .text(entry.place),
      "occurred_at": .text(of: entry.occurredAt), "recorded_at": .text(of: entry.recordedAt),
      "source": .string(entry.source), "wording": .text(entry.wording),
    ])
  }

  private static let person = Endpoint.Parameter.path("external_id", "Your id of the person.")

  private static let schema = Schema.object([
    "purpose": .string(oneOf: Consents.Purpose.allCases.map(\.rawValue)), "given": .flag(),
    "where": .string().orNull, "occurred_at": .time(), "recorded_at": .time(), "source": .string(),
    "wording": .string("What exactly was agreed to, where the words are known.").orNull,
  ])
}
