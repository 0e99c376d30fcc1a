import Postgres
import Records
import Referrals

/// What advocates shared. One without an external id is known by its advocate, time and channel.
struct SharesImport: ImportKind {
  let program: Program.ID
  let now: Timestamp

  static let columns: [ImportColumn] = [
    .text("external_id"), .text("advocate_id"), .text("advocate_external_id"), .text("channel").required,
    .text("content"), .text("url"), .text("occurred_at").required, .flag("consent"),
  ]
  static let batchSize = 5_000

  func read(_ fields: inout Fields) throws(Problem) -> ShareIntake.Told {
    try fields.need("occurred_at")
    return try SharesAPI.told(&fields, now: now)
  }

  func store(
    _ lines: [ImportLine<ShareIntake.Told>], at now: Timestamp, in connection: Connection
  ) async throws -> ImportOutcome {
    var outcome = ImportOutcome()
    let stored = try await ShareIntake.record(
      lines.map(\.item), source: History.source, isHistory: true, at: now, program: program, in: connection)
    for (line, share) in zip(lines, stored) {
      switch share {
      case .new: outcome.stored += 1
      case .known: break
      case .unknownSharer: outcome.refuse(line.line, SharesAPI.unknown(line.item.sharer))
      }
    }
    outcome.affect(lines.map(\.item.occurredAt).min())
    return outcome
  }
}
