package import Postgres
package import Referrals

/// What takes conversions back, and what gives them back again.
package enum Reversals {
  /// Stores a reversal; false where its conversion has one of that external id already.
  package static func insert(_ reversal: Reversal, program: Program.ID, in connection: Connection) async throws -> Bool
  {
    try await connection.execute(
      """
      INSERT INTO reversals (program_id, id, conversion_external_id, external_id, amount, reason, status, occurred_at,
        recorded_at)
      VALUES (\(program), \(reversal.id), \(reversal.conversion), \(reversal.externalID), \(reversal.amount),
        \(reversal.reason.rawValue), \(reversal.status.rawValue), \(reversal.occurredAt), \(reversal.id.timestamp))
      ON CONFLICT (program_id, conversion_external_id, external_id) DO NOTHING
      """) == 1
  }

  /// The reversals of a conversion, in the order in which they came.
  package static func all(
    of conversion: String, program: Program.ID, in connection: Connection
  ) async throws -> [Reversal] {
    try await connection.query(
      """
      SELECT * FROM reversals WHERE program_id = \(program) AND conversion_external_id = \(conversion) ORDER BY id
      """
    ).map(Reversal.init(row:))
  }

  /// The reversals of several conversions, by the conversion's external id, in the order in which they came.
  package static func all(
    of conversions: [String], program: Program.ID, in connection: Connection
  ) async throws -> [ExactText: [Reversal]] {
    let reversals = try await connection.query(
      """
      SELECT * FROM reversals WHERE program_id = \(program) AND conversion_external_id = ANY(\(conversions)) ORDER BY id
      """
    ).map(Reversal.init(row:))
    return Dictionary(grouping: reversals) { $0.conversion.exact }
  }

  /// Says what became of a reversal.
  package static func set(
    _ status: Reversal.Status, of id: Reversal.ID, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      "UPDATE reversals SET status = \(status.rawValue) WHERE program_id = \(program) AND id = \(id)")
  }

  /// Says how much a reversal takes that has taken nothing yet.
  package static func set(
    amount: Int64, of id: Reversal.ID, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      UPDATE reversals SET amount = \(amount)
      WHERE program_id = \(program) AND id = \(id) AND status IN ('waiting', 'refused')
      """)
  }

  /// Remembers that a reversal is void, whether it is stored yet or not; false where that was known.
  package static func insertVoid(
    of reversal: String, conversion: String, reason: String, at time: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> Bool {
    try await connection.execute(
      """
      INSERT INTO reversal_voids (program_id, conversion_external_id, reversal_external_id, reason, recorded_at)
      VALUES (\(program), \(conversion), \(reversal), \(reason), \(time))
      ON CONFLICT DO NOTHING
      """) == 1
  }

  /// Whether a reversal is void.
  package static func isVoid(
    _ reversal: String, conversion: String, program: Program.ID, in connection: Connection
  ) async throws -> Bool {
    try await connection.query(
      """
      SELECT FROM reversal_voids WHERE program_id = \(program) AND conversion_external_id = \(conversion)
        AND reversal_external_id = \(reversal)
      """
    ).first != nil
  }
}

extension Reversal {
  init(row: Row) throws {
    self.init(
      id: try row.decode("id"), externalID: try row.decode("external_id"),
      conversion: try row.decode("conversion_external_id"), amount: try row.decode("amount"),
      reason: try row.decode("reason"), status: try row.decode("status"), occurredAt: try row.decode("occurred_at"))
  }
}
