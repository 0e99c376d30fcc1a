package import Postgres
package import Referrals

/// Who changed what in a program, and when. Entries are never changed.
package enum AuditLog {
  /// Writes down a change, in the transaction that makes it.
  /// - Parameters:
  ///   - action: what was done, as a noun and a verb: `endpoint.disabled`.
  ///   - subject: to what: an id, or a name.
  ///   - details: what was set, a JSON object; never a secret.
  ///   - actor: the key by which it was done, by name and last characters.
  package static func record(
    action: String, subject: String, details: JSONText = JSONText("{}"), by actor: String, program: Program.ID,
    at time: Timestamp, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      INSERT INTO audit_log (program_id, audit_id, at, actor, action, subject, details)
      VALUES (\(program), \(Program.ID.timeOrdered(at: time)), \(time), \(actor), \(action), \(subject), \(details))
      """)
  }
}
