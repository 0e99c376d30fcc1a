package import Postgres
package import Referrals

extension Clicks {
  /// Makes the partitions of the month before a time, of its own, and of the three after it, where they are missing.
  package static func ensurePartitions(around time: Timestamp, in connection: Connection) async throws {
    for month in months(around: time) { try await connection.query("SELECT ensure_clicks_partition(\(month)::date)") }
  }

  /// Makes the partition for one time, where it is missing: a clock may have jumped.
  package static func ensurePartition(for time: Timestamp, in connection: BlockingConnection) throws(PostgresError) {
    try connection.execute("SELECT ensure_clicks_partition((\(time)::timestamptz AT TIME ZONE 'UTC')::date)")
  }

  private static func months(around time: Timestamp) -> [String] {
    let (year, month, _) = Day(number: Int(time.seconds / 86_400)).date
    return (-1...3).map { offset in
      let months = year * 12 + month - 1 + offset
      return "\(months / 12)-\(months % 12 + 1)-1"
    }
  }
}
