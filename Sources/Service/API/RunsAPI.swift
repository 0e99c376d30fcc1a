import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/runs`: the ways in which credit is counted, side by side.
struct RunsAPI: Sendable {
  var environment: Environment

  /// A recount is begun and followed here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/runs", summary: "Count all credit anew, by another model or window",
        details:
          "Begins a new numbered run beside those there are. Settings that are not named are the program's. It counts in the background, and with current (the default) becomes what reports read once it has caught up; its settings are then the program's from now on, which needs a key with the role admin where they differ. A run that counts already by the same settings is answered again.",
        access: .program,
        body: Schema.attribution.adding(
          .object(["current": .flag("Whether reports are to read it.")], optional: ["current"])),
        answers: [.init(status: .accepted, description: "The run has begun.", schema: Self.schema)], handle: begin),
      Endpoint(
        method: .get, path: "/v1/runs", summary: "List attribution runs, newest first", access: .program,
        answers: [.init(status: .ok, description: "The runs.", schema: .object(["data": .list(Self.schema)]))],
        handle: list),
    ]
  }

  @Sendable private func begin(_ call: Call) async throws -> Response {
    let program = try call.program
    let author = try call.author
    let now = environment.now()
    var fields = try Fields(body: await call.request.body.collect())
    guard let current = try await environment.database.withConnection({ try await Programs.find(program, in: $0) })
    else {
      throw Problem.notFound("such program")
    }
    let settings = try fields.attribution(changing: current.attribution)
    let becomesCurrent = try fields.optionalFlag("current") ?? true
    try fields.end()
    let run = try await environment.database.transaction { connection in
      try await Recount.begin(
        settings, becomesCurrent: becomesCurrent, by: author, maySet: call.mayChange, at: now, in: connection)
    }
    return .json(Self.json(run), status: .accepted)
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let runs = try await environment.database.withConnection { try await Runs.all(program: program, in: $0) }
    return .json(.object(["data": .array(runs.map(Self.json))]))
  }

  private static func json(_ run: Runs.Entry) -> JSON {
    .object(
      [
        .init(name: "run", value: .integer(Int64(run.run))),
        .init(name: "status", value: run.isLive ? "live" : "counting"),
        .init(name: "current", value: .bool(run.isCurrent)),
      ] + run.attribution.members + [
        .init(name: "fit_version", value: run.fitVersion.map { .integer(Int64($0)) } ?? .null),
        .init(name: "created_at", value: .text(of: run.createdAt)),
        .init(name: "completed_at", value: .text(of: run.completedAt)),
      ])
  }

  private static let schema = Schema.object([
    "run": .integer("Its number in the program."), "status": .string(oneOf: ["counting", "live"]),
    "current": .flag("Whether reports read it."),
    "fit_version": .integer(
      "Which version of its model's fit it counts by; null for a rule, and for a model that has not been fitted yet: that counts by time_decay so long."
    ).orNull, "created_at": .time(),
    "completed_at": .time("When it had caught up.").orNull,
  ]).adding(.attribution)
}
