import Postgres

// How clicks are told to the endpoints that want `click.recorded`: in the statement that stores them, which costs a look
// at an index that is empty where nobody wants them.

extension Clicks {
  /// Parts of a WITH clause that write the outbox's rows.
  /// - Parameters:
  ///   - clicks: the name of a part with the clicks as they are stored, by the columns of the table.
  ///   - programs: an expression for the programs they are of, as `uuid[]`.
  ///
  /// An event holds clicks of one program up to 15 kB and one click more, which are fewer than 100 and less than 20 kB in
  /// all: of one click, only the agent and the referrer are of any length, and both are cropped. Their order is that of
  /// their ids, which is that of their time.
  static func telling(_ clicks: SQL, programs: SQL) -> SQL {
    """
    hearing AS MATERIALIZED (
      SELECT program_id, id, disabled_at FROM endpoints
      WHERE program_id = ANY(\(programs)) AND events @> '{click.recorded}' AND deleted_at IS NULL
    ), shown AS (
      SELECT program_id, occurred_at, id, json,
        sum(octet_length(json)) OVER (PARTITION BY program_id ORDER BY id) / 15000 AS part
      FROM (
        SELECT c.program_id, c.occurred_at, c.id, row_to_json(j)::text AS json FROM \(clicks) AS c
        CROSS JOIN LATERAL (
          SELECT c.id, c.link_id, c.advocate_id, c.visitor_id, c.outcome, c.repeat_of,
            to_char(c.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS occurred_at,
            c.referrer, c.user_agent, c.address_prefix
        ) AS j
        WHERE EXISTS (SELECT FROM hearing) AND c.program_id IN (SELECT program_id FROM hearing)
      ) AS heard
    ), told AS MATERIALIZED (
      SELECT program_id, \(Outbox.deliveryID(of: "max(id::text)")) AS id, max(occurred_at) AS occurred_at,
        '{"type":"click.recorded","timestamp":"'
          || to_char(max(occurred_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","data":{"clicks":['
          || string_agg(json, ',' ORDER BY id) || ']}}' AS body
      FROM shown GROUP BY program_id, part
    ), event AS (
      INSERT INTO outbox (program_id, id, type, body, created_at)
      SELECT program_id, id, 'click.recorded', body, occurred_at FROM told
    ), delivery AS (
      INSERT INTO outbox_deliveries (program_id, id, endpoint_id, event_id, type, status, attempts, tries, due_at)
      SELECT t.program_id, \(Outbox.deliveryID(of: "t.id")), h.id, t.id, 'click.recorded',
        CASE WHEN h.disabled_at IS NULL THEN 'pending' ELSE 'held' END, 0, 0, t.occurred_at
      FROM told t JOIN hearing h ON h.program_id = t.program_id
    )
    """
  }
}
