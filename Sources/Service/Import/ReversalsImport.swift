import Postgres
import Records
import Referrals

/// Refunds, chargebacks and disputes, each of a conversion, which may come later.
struct ReversalsImport: ImportKind {
  let program: Program.ID
  let now: Timestamp

  static let columns: [ImportColumn] = [
    .text("conversion_external_id").required, .text("external_id").required, .integer("amount").required,
    .text("reason").required, .text("occurred_at").required,
  ]
  static let batchSize = 500

  func read(_ fields: inout Fields) throws(Problem) -> ReversalIntake.Told {
    try fields.need("occurred_at")
    return ReversalIntake.Told(
      externalID: try fields.text("external_id", limit: Limits.externalID),
      conversion: try fields.text("conversion_external_id", limit: Limits.externalID),
      amount: try fields.amount("amount", from: 1), reason: try fields.choice("reason"),
      occurredAt: try fields.optionalPastTime("occurred_at", now: now) ?? now)
  }

  func store(
    _ lines: [ImportLine<ReversalIntake.Told>], at now: Timestamp, in connection: Connection
  ) async throws -> ImportOutcome {
    var outcome = ImportOutcome()
    for line in lines {
      do {
        let (_, isNew) = try await ReversalIntake.record(
          line.item, isHistory: true, at: now, program: program, in: connection)
        if isNew { outcome.stored += 1 }
      } catch let error as ReversalIntake.Exceeds {
        outcome.refuse(
          line.line, .invalid("amount", "is more than what is left of the conversion: \(error.left)."))
      }
    }
    return outcome
  }
}
