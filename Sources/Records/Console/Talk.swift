package import Postgres
package import Referrals

/// People talking to each other in stretches of time, as far as that was worked out.
package struct Talk: Sendable, Hashable {
  /// Shares.
  package let shares: [Int64]
  /// Those who shared for the first time.
  package let newSharers: [Int64]
  /// Advocates brought in by advocates.
  package let broughtIn: [Int64]

  /// What the report of amplification says of the same periods, a number each.
  package static func of(
    _ periods: [ReportPeriod], program: Program.ID, in connection: Connection
  ) async throws -> Talk {
    var (shares, newSharers, broughtIn) = (
      periods.map { _ in Int64(0) }, periods.map { _ in Int64(0) }, periods.map { _ in Int64(0) }
    )
    guard let first = periods.first, let last = periods.last else {
      return Talk(shares: [], newSharers: [], broughtIn: [])
    }
    let isAsked: SQL = """
      program_id = \(program) AND slice >= \(first.bounds.lowerBound) AND slice < \(last.bounds.upperBound)
      """
    let rows = try await connection.query(
      """
      SELECT width_bucket(slice, \(periods.map(\.bounds.lowerBound))) AS period, sum(shares)::bigint AS shares,
        sum(new_sharers)::bigint AS new_sharers, sum(joined)::bigint AS joined
      FROM (
        SELECT slice, shares, new_sharers, 0 AS joined FROM share_counts WHERE \(isAsked)
        UNION ALL
        SELECT slice, 0, 0, joined FROM generation_counts WHERE \(isAsked) AND generation > 0
      ) AS talk
      GROUP BY 1
      """)
    for row in rows {
      let place = try row.decode("period", as: Int.self) - 1
      guard periods.indices.contains(place) else { continue }
      shares[place] = try row.decode("shares")
      newSharers[place] = try row.decode("new_sharers")
      broughtIn[place] = try row.decode("joined")
    }
    return Talk(shares: shares, newSharers: newSharers, broughtIn: broughtIn)
  }
}
