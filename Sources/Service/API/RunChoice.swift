import HTTPTypes
import Postgres
import Records
import Referrals

/// Which attribution run is asked for: by number, by model, or the current one.
struct RunChoice: Sendable {
  var model: String?
  var run: Int?

  /// From the query's `model` and `run`.
  init(_ query: Query) throws(Problem) {
    model = query.text("model")
    run = try query.integer("run", in: 1...Int(Int32.max))
  }

  /// The parameters that say it.
  static let parameters: [Endpoint.Parameter] = [
    .query("model", .string(), "Under another model that the program has a run of."),
    .query("run", .integer(), "In a certain run."),
  ]

  /// The run; of a model, the newest that has caught up.
  func find(program: Program.ID, in connection: Connection) async throws -> Runs.Entry {
    if let found = try await Runs.choose(run: run, model: model, program: program, in: connection) { return found }
    if let run { throw Problem(.badRequest, "no_such_run", "The program has no such run: \(run).", field: "run") }
    throw Problem(
      .badRequest, "no_such_run",
      "The program has no finished run of the model \(model ?? ""). POST /v1/runs with {\"model\": …, \"current\": false} begins one.",
      field: "model")
  }
}
