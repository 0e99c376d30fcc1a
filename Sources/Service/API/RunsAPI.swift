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
          "Begins a new numbered run beside those there are. Settings that are not named are the program's. It counts in the background, and with current (the default) becomes what reports read once it has caught up.",
        access: .program,
        body: Schema.counting.adding(
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
    let now = environment.now()
    var fields = try Fields(body: await call.request.body.collect())
    guard let current = try await environment.database.withConnection({ try await Programs.find(program, in: $0) })
    else {
      throw Problem.notFound("such program")
    }
    let settings = try fields.counting(changing: current.attribution)
    let becomesCurrent = try fields.optionalFlag("current") ?? true
    try fields.end()
    let run = try await environment.database.transaction { connection in
      let run = try await Runs.begin(
        settings, isLive: false, becomesCurrent: becomesCurrent, at: now, program: program, in: connection)
      try await Settlements.markAll(at: now, program: program, in: connection)
      return run
    }
    return .json(Self.json(run), status: .accepted)
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let runs = try await environment.database.withConnection { try await Runs.all(program: program, in: $0) }
    return .json(.object(["data": .array(runs.map(Self.json))]))
  }

  private static func json(_ run: Runs.Entry) -> JSON {
    .object([
      "run": .integer(Int64(run.run)), "status": run.isLive ? "live" : "counting", "current": .bool(run.isCurrent),
      "model": .string(run.attribution.model), "window_days": .integer(Int64(run.attribution.windowDays)),
      "half_life_days": .number(run.attribution.halfLifeDays),
      "position": .array(run.attribution.position.shares.map(JSON.number)),
      "chain_share": .number(run.attribution.chainShare), "created_at": .text(of: run.createdAt),
      "completed_at": .text(of: run.completedAt),
    ])
  }

  private static let schema = Schema.object([
    "run": .integer("Its number in the program."), "status": .string(oneOf: ["counting", "live"]),
    "current": .flag("Whether reports read it."), "model": .string(), "window_days": .integer(),
    "half_life_days": .number(), "position": .list(.number()), "chain_share": .number(), "created_at": .time(),
    "completed_at": .time("When it had caught up.").orNull,
  ])
}
