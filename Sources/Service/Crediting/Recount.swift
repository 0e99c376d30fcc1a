import Postgres
import Records
import Referrals
import StrictJSON

/// Counting all credit anew.
enum Recount {
  /// Begins a run by these settings, and marks everything to be counted. Where reports are to go by it, the settings
  /// become the program's at once, so that what is changed while it counts is changed for good. It is written to the audit
  /// log. A run that counts already by the same settings, to the same end, is not begun twice.
  /// - Parameters:
  ///   - becomesCurrent: whether reports go by it once it has caught up.
  ///   - maySet: whether the author may change the program's settings; a ``Problem`` is thrown where they would be.
  static func begin(
    _ settings: AttributionSettings, becomesCurrent: Bool, by author: Author, maySet: Bool, at now: Timestamp,
    in connection: Connection
  ) async throws -> Runs.Entry {
    let program = author.program
    // Whoever begins another at the same time waits.
    guard let held = try await Programs.hold(program, in: connection) else { throw Problem.notFound("such program") }
    if becomesCurrent { try await adopt(settings, for: held, by: author, maySet: maySet, at: now, in: connection) }
    let counting = try await Runs.all(program: program, in: connection).first {
      !$0.isLive && $0.attribution == settings && $0.becomesCurrent == becomesCurrent
    }
    if let counting { return counting }
    let run = try await Runs.begin(
      settings, isLive: false, becomesCurrent: becomesCurrent, at: now, program: program, in: connection)
    try await Settlements.markAll(at: now, program: program, in: connection)
    try await author.record(
      "run.begun", "run \(run.run)",
      .object(settings.members + [.init(name: "current", value: .bool(becomesCurrent))]), at: now, in: connection)
    return run
  }

  private static func adopt(
    _ settings: AttributionSettings, for held: Program, by author: Author, maySet: Bool, at now: Timestamp,
    in connection: Connection
  ) async throws {
    var program = held
    let changes = Changes.between(program.attribution.members, settings.members)
    guard !changes.isEmpty else { return }
    guard maySet else {
      throw Problem.forbidden(
        "Reports would go by other settings than the program's, which needs a key with the role admin. It can be counted beside, to compare."
      )
    }
    program.attribution = settings
    try await Programs.update(program, in: connection)
    try await author.record("program.changed", program.name, .object(changes), at: now, in: connection)
  }
}
