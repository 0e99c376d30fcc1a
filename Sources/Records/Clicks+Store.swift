package import Postgres
import Referrals

extension Clicks {
  /// Stores and counts those of these clicks that are not there yet, in the caller's transaction: for clicks that nobody
  /// waits for, such as a past that is brought along. Their months get partitions where they have none.
  package static func store(_ clicks: [NewClick], in connection: Connection) async throws {
    for month in Set(clicks.map { Day(number: Int($0.occurredAt.seconds / 86_400)).description.prefix(7) }).sorted() {
      try await connection.query("SELECT ensure_clicks_partition(\("\(month)-01")::text::date)")
    }
    var columns = ClickColumns()
    for click in clicks { columns.append(click) }
    let filled = columns
    try await connection.withBlocking { blocking in
      var columns = filled
      try blocking.prepare(
        "store_clicks",
        insertion(onConflict: "ON CONFLICT (program_id, occurred_at, id) DO NOTHING", isTold: false), types: [])
      try blocking.executePrepared("store_clicks", columns.parameters(slot: 0))
      try blocking.executeScript("DEALLOCATE store_clicks")
    }
  }
}
