import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals

/// Which attribution run is asked for: by number, by model, or the current one.
struct RunChoice: Sendable {
  var model: String?
  var run: Int?

  /// The run; of a model, the newest that has caught up.
  func find(program: Program.ID, in connection: Connection) async throws -> Runs.Entry {
    let runs = try await Runs.all(program: program, in: connection)
    if let run {
      guard let found = runs.first(where: { $0.run == run && (model == nil || $0.attribution.model == model) }) else {
        throw Problem(.badRequest, "no_such_run", "The program has no run \(run).", field: "run")
      }
      return found
    }
    if let model {
      let fitting = runs.filter { $0.isLive && $0.attribution.model == model }
      guard let found = fitting.first(where: \.isCurrent) ?? fitting.first else {
        throw Problem(
          .badRequest, "no_such_run",
          "The program has no finished run of the model \(model). POST /v1/runs {\"model\": \"\(model)\", \"current\": false} begins one.",
          field: "model")
      }
      return found
    }
    guard let current = runs.first(where: \.isCurrent) else { throw Problem.notFound("attribution run") }
    return current
  }
}
