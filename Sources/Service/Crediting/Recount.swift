import Postgres
import Records
import Referrals
import StrictJSON

/// Counting all credit anew.
enum Recount {
  /// Begins a run by these settings, and marks everything to be counted. It is written to the audit log.
  /// - Parameter actor: the key by which it is done.
  static func begin(
    _ settings: AttributionSettings, becomesCurrent: Bool, by actor: String, at now: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> Runs.Entry {
    let run = try await Runs.begin(
      settings, isLive: false, becomesCurrent: becomesCurrent, at: now, program: program, in: connection)
    try await Settlements.markAll(at: now, program: program, in: connection)
    let details = JSON.object(settings.members + [.init(name: "current", value: .bool(becomesCurrent))])
    try await AuditLog.record(
      action: "run.begun", subject: "run \(run.run)", details: JSONText(String(decoding: details.bytes, as: UTF8.self)),
      by: actor, program: program,
      at: now, in: connection)
    return run
  }
}
