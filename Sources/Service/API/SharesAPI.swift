import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/shares`: what advocates posted.
struct SharesAPI: Sendable {
  var environment: Environment

  /// Shares are told, one or many, and listed here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/shares", summary: "Tell of a share, or of many",
        details:
          "The same external_id again answers 200 with what was stored and changes nothing; without one, each is a new share. Who follows the advocate, directly or over others, counts as exposed to it.\n\n\(Endpoint.lineDetails)",
        access: .program, parameters: [Endpoint.onError],
        body: .object(
          [
            "external_id": .string("The post's id.", limit: Limits.externalID),
            "advocate_id": .id("Who shared."),
            "advocate_external_id": .string("Who shared, by your id of the person.", limit: Limits.externalID),
            "channel": .string("Where: a network, e-mail, in person.", limit: Limits.label),
            "content": .string("What: a text, or the name of what was shared.", limit: Limits.destination),
            "url": .string("Where it can be seen.", format: "uri", limit: Limits.destination),
            "occurred_at": .time("Now, if not given."),
            "consent": .flag("Whether the advocate agreed to be named with it; no, if not given."),
          ], optional: ["external_id", "content", "url", "occurred_at", "consent"]
        ).withEither("advocate_id", "advocate_external_id"),
        takesLines: true, answers: Endpoint.lineAnswers(Self.schema, of: "share"), handle: record),
      Endpoint(
        method: .get, path: "/v1/shares", summary: "List shares, newest first",
        details:
          "A share whose advocate did not agree to be named is there without the advocate, its content and its url. What the advocate said last of named_in_reports (POST /v1/people/{external_id}/consents) goes before the consent of single shares.",
        access: .program,
        parameters: Endpoint.Parameter.paging + [
          .query("advocate_id", .id(), "Only this advocate's, as far as the advocate may be named with them."),
          .query("channel", .string(), "Only on this channel."),
        ], answers: [.init(status: .ok, description: "A page of them.", schema: .page(of: Self.schema))], handle: list),
    ]
  }

  @Sendable private func record(_ call: Call) async throws -> Response {
    let program = try call.program
    let now = environment.now()
    guard call.hasLines else {
      let told = try await call.item { fields throws(Problem) in try Self.told(&fields, now: now) }
      return try await record(told, at: now, program: program)
    }
    let stopsAtFault = try call.stopsAtFault
    return try await call.lines(environment) { fields throws(Problem) in
      try Self.told(&fields, now: now)
    } store: { items in
      try await environment.database.transaction { connection in
        try await Self.store(items, stopsAtFault, at: now, program: program, in: connection)
      }
    }
  }

  private func record(_ told: ShareIntake.Told, at now: Timestamp, program: Program.ID) async throws -> Response {
    try await environment.database.transaction { connection in
      let outcome = try await ShareIntake.record([told], source: "api", at: now, program: program, in: connection)[0]
      try await LateSharing.settle(after: [outcome], at: now, program: program, in: connection)
      switch outcome {
      case .unknownSharer: throw Self.unknown(told.sharer)
      case .new(let share, _):
        let shown = try await Shares.find([share.id], program: program, in: connection)
        return .stored(Self.json(shown[0]), isNew: true)
      case .known:
        guard let externalID = told.externalID,
          let shown = try await Shares.find(externalID: externalID, program: program, in: connection)
        else { throw Problem.unavailable("The share is being erased.", retryAfter: 1) }
        return .stored(Self.json(shown), isNew: false)
      }
    }
  }

  private static func store(
    _ items: [LineIntake<ShareIntake.Told>.Numbered], _ stopsAtFault: Bool, at now: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> (stored: Int, refusals: [LineReport.Refusal]) {
    let outcomes = try await ShareIntake.record(
      items.map(\.item), source: "api", stopsAtUnknown: stopsAtFault, at: now, program: program, in: connection)
    try await LateSharing.settle(after: outcomes, at: now, program: program, in: connection)
    var stored = 0
    var refusals: [LineReport.Refusal] = []
    for (item, outcome) in zip(items, outcomes) {
      switch outcome {
      case .new: stored += 1
      case .known: break
      case .unknownSharer: refusals.append(.init(line: item.line, problem: unknown(item.item.sharer)))
      }
    }
    return (stored, refusals)
  }

  static func unknown(_ sharer: ShareIntake.Sharer) -> Problem {
    .invalid(sharer.field, "is not an advocate of this program.")
  }

  static func told(_ fields: inout Fields, now: Timestamp) throws(Problem) -> ShareIntake.Told {
    let externalID = try fields.optionalText("external_id", limit: Limits.externalID)
    let id: Advocate.ID? = try fields.optionalID("advocate_id")
    let personID = try fields.optionalText("advocate_external_id", limit: Limits.externalID)
    let sharer: ShareIntake.Sharer
    switch (id, personID) {
    case (let id?, nil): sharer = .id(id)
    case (nil, let personID?): sharer = .externalID(personID)
    case (nil, nil):
      throw Problem(
        .unprocessableContent, "missing_field", "advocate_id or advocate_external_id is required.", field: "advocate_id"
      )
    case (.some, .some): throw .invalid("advocate_external_id", "must not stand beside advocate_id.")
    }
    return ShareIntake.Told(
      externalID: externalID, sharer: sharer, channel: try fields.text("channel", limit: Limits.label),
      content: try fields.optionalText("content", limit: Limits.destination),
      url: try fields.optionalDestination("url"),
      occurredAt: try fields.optionalPastTime("occurred_at", now: now) ?? now,
      consent: try fields.optionalFlag("consent") ?? false)
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let paging = try Paging<Share>(call.query)
    let advocate: Advocate.ID? = try call.query.id("advocate_id")
    let channel = call.query.text("channel")
    let found = try await environment.database.withConnection { connection in
      try await Shares.list(
        advocate: advocate, channel: channel, before: paging.before, limit: paging.limit + 1, program: program,
        in: connection)
    }
    return .json(paging.page(found, id: \.share.id, Self.json))
  }

  /// A share as it is shown.
  static func json(_ shown: Shares.Shown) -> JSON {
    let share = shown.share
    return .object([
      "id": .text(of: share.id), "external_id": .text(share.externalID),
      "advocate_id": shown.isNamed ? .text(of: share.advocate) : .null, "named": .bool(shown.isNamed),
      "channel": .string(share.channel), "content": shown.isNamed ? .text(share.content) : .null,
      "url": shown.isNamed ? .text(share.url) : .null, "occurred_at": .text(of: share.occurredAt),
      "recorded_at": .text(of: share.recordedAt), "source": .string(share.source),
    ])
  }

  /// Its schema.
  static let schema = Schema.object([
    "id": .id(), "external_id": .string("The post's id.").orNull,
    "advocate_id": .id("Null where the advocate did not agree to be named.").orNull,
    "named": .flag("Whether the advocate may be named with it."), "channel": .string(), "content": .string().orNull,
    "url": .string(format: "uri").orNull, "occurred_at": .time(), "recorded_at": .time(),
    "source": .string("Where it came from: api, import, demo, or the id of a webhook source."),
  ])
}
