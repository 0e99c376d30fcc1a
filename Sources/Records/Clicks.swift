package import Postgres

/// The arrivals through links, written by threads of their own many at a time.
package enum Clicks {
  /// Prepared statements of a connection that clicks are written through.
  private enum Statement: String {
    case insert = "insert_clicks"
    case replay = "replay_clicks"
  }

  /// Makes a fresh connection ready for ``insert(_:in:)`` and its like.
  package static func prepare(_ connection: BlockingConnection) throws(PostgresError) {
    // The statements are always the same: planning them for each batch's values, or compiling them, costs more than
    // it could save. A statement that waits for a lock, or a server that hangs, must not hold back those who wait for
    // their redirect for longer than this.
    try connection.executeScript(
      """
      SET plan_cache_mode = force_generic_plan;
      SET jit = off;
      SET statement_timeout = '5s';
      SET lock_timeout = '3s';
      """)
    try connection.prepare(Statement.insert.rawValue, insertion, types: [])
    try connection.prepare(
      Statement.replay.rawValue,
      insertion(onConflict: "ON CONFLICT (program_id, occurred_at, id) DO NOTHING", isTold: true), types: [])
  }

  /// Stores clicks and counts them, in one transaction: a row each, whatever their outcome.
  package static func insert(_ columns: inout ClickColumns, slot: Int16, in connection: BlockingConnection)
    throws(PostgresError)
  {
    try connection.executePrepared(Statement.insert.rawValue, columns.parameters(slot: slot, withCounts: true))
  }

  /// Stores those of the clicks that are not there yet and counts them, in one transaction.
  package static func replay(_ columns: inout ClickColumns, slot: Int16, in connection: BlockingConnection)
    throws(PostgresError)
  {
    try connection.executePrepared(Statement.replay.rawValue, columns.parameters(slot: slot))
  }

  /// Rows, rollups and what endpoints hear of them in one statement, so that one commit makes all durable. All rows are
  /// inserted or none, so what they add to the rollups is known beforehand: having PostgreSQL find it out costs a sixth
  /// more.
  private static let insertion: SQL = """
    WITH inserted AS (
      INSERT INTO clicks (program_id, occurred_at, id, link_id, advocate_id, visitor_id, visitor_hash, outcome,
        repeat_of, address_prefix, referrer, user_agent)
      SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[],
        $8::text[], $9::uuid[], $10::text[], $11::text[], $12::text[])
    ), arrived AS (
      SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $8::text[],
        $9::uuid[], $10::text[], $11::text[], $12::text[])
        AS a (program_id, occurred_at, id, link_id, advocate_id, visitor_id, outcome, repeat_of, address_prefix,
          referrer, user_agent)
    ), \(telling("arrived", programs: "$21::uuid[]")), by_link AS (
      INSERT INTO click_counts AS c (program_id, slice, link_id, slot, advocate_id, people, repeats, bots)
      SELECT program_id, slice, link_id, $13::smallint, advocate_id, people, repeats, bots
      FROM unnest($14::uuid[], $15::timestamptz[], $16::uuid[], $17::uuid[], $18::bigint[], $19::bigint[],
        $20::bigint[]) AS a (program_id, slice, link_id, advocate_id, people, repeats, bots)
      ON CONFLICT (program_id, slice, link_id, slot) DO UPDATE SET people = c.people + excluded.people,
        repeats = c.repeats + excluded.repeats, bots = c.bots + excluded.bots
    )
    INSERT INTO program_click_counts AS c (program_id, slice, slot, people, repeats, bots)
    SELECT program_id, slice, $13::smallint, people, repeats, bots
    FROM unnest($21::uuid[], $22::timestamptz[], $23::bigint[], $24::bigint[], $25::bigint[])
      AS a (program_id, slice, people, repeats, bots)
    ON CONFLICT (program_id, slice, slot) DO UPDATE SET people = c.people + excluded.people,
      repeats = c.repeats + excluded.repeats, bots = c.bots + excluded.bots
    """

  /// The same for rows of which some may be there already: only those that are inserted count. Upserts run in the order
  /// of their keys, so that two writers that share a slot cannot wait for each other in a circle.
  /// - Parameter isTold: whether endpoints hear of them; of a past that is brought along, nobody does.
  static func insertion(onConflict: SQL, isTold: Bool) -> SQL {
    let telling = isTold ? "\(telling("inserted", programs: "$1::uuid[]"))," : "" as SQL
    return """
      WITH inserted AS (
        INSERT INTO clicks (program_id, occurred_at, id, link_id, advocate_id, visitor_id, visitor_hash, outcome,
          repeat_of, address_prefix, referrer, user_agent)
        SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[],
          $8::text[], $9::uuid[], $10::text[], $11::text[], $12::text[])
        \(onConflict)
        RETURNING *
      ), \(telling) counted AS MATERIALIZED (
        SELECT program_id, date_bin('15 minutes', occurred_at, '2000-01-01 00:00:00+00'::timestamptz) AS slice, link_id,
          advocate_id, count(*) FILTER (WHERE outcome = 'person') AS people,
          count(*) FILTER (WHERE outcome = 'repeat') AS repeats,
          count(*) FILTER (WHERE outcome NOT IN ('person', 'repeat')) AS bots
        FROM inserted GROUP BY 1, 2, 3, 4
      ), by_link AS (
        INSERT INTO click_counts AS c (program_id, slice, link_id, slot, advocate_id, people, repeats, bots)
        SELECT program_id, slice, link_id, $13::smallint, advocate_id, people, repeats, bots FROM counted
        ORDER BY program_id, slice, link_id
        ON CONFLICT (program_id, slice, link_id, slot) DO UPDATE SET people = c.people + excluded.people,
          repeats = c.repeats + excluded.repeats, bots = c.bots + excluded.bots
      )
      INSERT INTO program_click_counts AS c (program_id, slice, slot, people, repeats, bots)
      SELECT program_id, slice, $13::smallint, sum(people), sum(repeats), sum(bots) FROM counted
      GROUP BY program_id, slice ORDER BY program_id, slice
      ON CONFLICT (program_id, slice, slot) DO UPDATE SET people = c.people + excluded.people,
        repeats = c.repeats + excluded.repeats, bots = c.bots + excluded.bots
      """
  }
}
