package import Postgres
package import Referrals

extension Shares {
  /// What tells a share from others that has no id of its own.
  package struct Moment: Hashable, Sendable {
    /// Who shared.
    package let advocate: Advocate.ID
    /// When.
    package let time: Timestamp
    /// Where.
    package let channel: ExactText

    /// Who, when and where.
    package init(advocate: Advocate.ID, time: Timestamp, channel: String) {
      self.advocate = advocate
      self.time = time
      self.channel = channel.exact
    }
  }

  /// Those of these moments of which there is a share.
  package static func known(
    _ moments: Set<Moment>, program: Program.ID, in connection: Connection
  ) async throws -> Set<Moment> {
    guard !moments.isEmpty else { return [] }
    let moments = Array(moments)
    let rows = try await connection.query(
      """
      SELECT DISTINCT s.advocate_id, s.occurred_at, s.channel
      FROM unnest(\(moments.map(\.advocate)), \(moments.map(\.time)), \(moments.map(\.channel.text)))
        AS told (advocate_id, time, channel)
      JOIN shares s ON s.program_id = \(program) AND s.advocate_id = told.advocate_id AND s.occurred_at = told.time
        AND s.channel = told.channel
      """)
    return Set(
      try rows.map {
        Moment(
          advocate: try $0.decode("advocate_id"), time: try $0.decode("occurred_at"), channel: try $0.decode("channel"))
      })
  }
}
