package import Postgres
package import Referrals

extension Runs {
  /// The run of a number, the run of a model, or the current one. Of several runs of a model that have caught up it is
  /// the current one, else the newest. Nil where there is none.
  package static func choose(
    run: Int?, model: String?, program: Program.ID, in connection: Connection
  ) async throws -> Entry? {
    let runs = try await all(program: program, in: connection).filter { entry in
      model == nil || entry.attribution.model == model
    }
    if let run { return runs.first { $0.run == run } }
    if model == nil { return runs.first(where: \.isCurrent) }
    let live = runs.filter(\.isLive)
    return live.first(where: \.isCurrent) ?? live.first
  }
}
