package import Postgres
package import Referrals

extension Summaries {
  /// Works out stages, lags and cohorts: what everybody did, each person's acts taken together, and those of a visitor
  /// whom nobody knows by name as a person's of their own.
  package static func countPeople(program: Program.ID, in connection: Connection) async throws {
    try await connection.execute(
      """
      WITH \(people(program)),
      \(stages.replacement(by: stageCounts, program: program)),
      \(touches.replacement(by: touchCounts, program: program)),
      \(lags.replacement(by: lagCounts, program: program)),
      \(cohorts.replacement(by: cohortCounts, program: program))
      SELECT
      """)
  }

  /// What each person did when, for the first time: `people`, and every purchase: `purchases`.
  private static func people(_ program: Program.ID) -> SQL {
    """
    own AS (
      -- Whose own links do not count, be it under another name with the same address.
      SELECT DISTINCT ON (person_id) person_id, advocate_id FROM (
        SELECT person_id, id AS advocate_id, false AS is_namesake FROM advocates WHERE program_id = \(program)
        UNION ALL
        SELECT alike.id, a.id, true FROM advocates a
        JOIN people p ON p.program_id = \(program) AND p.id = a.person_id
        JOIN people alike ON alike.program_id = \(program) AND alike.email_key = p.email_key AND alike.id <> p.id
        WHERE a.program_id = \(program)
        UNION ALL
        SELECT alike.id, j.advocate_id, true FROM joins j
        JOIN people alike ON alike.program_id = \(program) AND alike.email_key = j.email_key
        WHERE j.program_id = \(program)
      ) AS namesakes ORDER BY person_id, is_namesake, advocate_id
    ), browsers AS (
      SELECT v.visitor_id, v.person_id, v.linked_at, own.advocate_id FROM visitor_people v
      LEFT JOIN own ON own.person_id = v.person_id
      WHERE v.program_id = \(program)
    ), clicked AS (
      SELECT coalesce(b.person_id, c.visitor_id) AS person, min(c.occurred_at) AS at
      FROM clicks c
      LEFT JOIN browsers b ON b.visitor_id = c.visitor_id
      WHERE c.program_id = \(program) AND c.outcome = 'person'
        AND (b.advocate_id IS NULL OR b.advocate_id <> c.advocate_id)
      GROUP BY 1
    ), first_shares AS (
      SELECT a.id AS advocate_id, a.person_id, min(s.occurred_at) AS at, a.created_at
      FROM advocates a
      LEFT JOIN shares s ON s.program_id = \(program) AND s.advocate_id = a.id
      WHERE a.program_id = \(program) GROUP BY a.id, a.person_id, a.created_at
    ), aware AS (
      SELECT e.to_person AS person, min(
        CASE WHEN f.at >= e.since THEN f.at ELSE (
          SELECT min(s.occurred_at) FROM shares s
          WHERE s.program_id = \(program) AND s.advocate_id = f.advocate_id AND s.occurred_at >= e.since
            AND s.occurred_at < e.until) END) AS at
      FROM first_shares f
      JOIN (
        SELECT to_person, from_person, since, 'infinity'::timestamptz AS until FROM graph_edges
        WHERE program_id = \(program)
        UNION ALL
        SELECT to_person, from_person, since, until FROM past_graph_edges WHERE program_id = \(program)
      ) AS e ON e.from_person = f.person_id
      WHERE f.at < e.until GROUP BY 1
    ), told AS MATERIALIZED (
      SELECT coalesce(c.person_id, named.person, c.id) AS person, c.person_id IS NOT NULL AS is_known, c.id, c.type,
        c.occurred_at AS at, c.currency, c.amount - coalesce(r.reversed, 0) AS net,
        l.advocate_id IS NOT NULL AND l.advocate_id IS DISTINCT FROM own.advocate_id AS is_by_code
      FROM conversions c
      LEFT JOIN (
        SELECT conversion_external_id, sum(amount)::bigint AS reversed FROM reversals
        WHERE program_id = \(program) AND status = 'applied' GROUP BY 1
      ) AS r ON r.conversion_external_id = c.external_id
      LEFT JOIN links l ON l.program_id = \(program) AND l.id = c.link_id
      LEFT JOIN own ON own.person_id = c.person_id
      LEFT JOIN LATERAL (
        -- Whose browser the click of a purchase came from that names no customer.
        SELECT coalesce(b.person_id, k.visitor_id) AS person
        FROM clicks k
        LEFT JOIN browsers b ON b.visitor_id = k.visitor_id
        WHERE k.program_id = \(program) AND k.occurred_at = \(clickTime) AND k.id = c.click_id
        ORDER BY b.linked_at, b.person_id LIMIT 1
      ) AS named ON c.person_id IS NULL AND c.click_id IS NOT NULL
      -- What was taken back in full was no purchase.
      WHERE c.program_id = \(program)
        AND (c.type IN ('lead', 'signup') OR c.amount = 0 OR c.amount > coalesce(r.reversed, 0))
    ), bought AS MATERIALIZED (
      SELECT *, row_number() OVER (PARTITION BY person ORDER BY at, id) AS number FROM told
      WHERE type IN ('sale', 'renewal')
    ), seen AS (
      -- Where all that led to a purchase was seen and not clicked, the ledger says so.
      SELECT DISTINCT conversion_id FROM ledger WHERE program_id = \(program) AND kind = 'exposure'
    ), firsts AS (
      SELECT b.person, min(b.at) FILTER (WHERE b.number = 1) AS action,
        min(b.at) FILTER (WHERE b.number = 2 OR b.type = 'renewal') AS loyalty,
        min(b.currency) FILTER (WHERE b.number = 1) AS currency, sum(b.net) FILTER (WHERE b.number = 1) AS net,
        bool_or(b.number = 1 AND s.conversion_id IS NOT NULL) AS is_seen
      FROM bought b
      LEFT JOIN seen s ON s.conversion_id = b.id AND b.number = 1
      GROUP BY 1
    ), leads AS (
      SELECT person, min(at) FILTER (WHERE type IN ('lead', 'signup')) AS preference,
        min(at) FILTER (WHERE is_by_code) AS code
      FROM told GROUP BY 1
    ), people AS MATERIALIZED (
      SELECT person, a.at AS awareness, c.at AS consideration, l.preference, f.action, f.loyalty,
        CASE WHEN s.person_id IS NOT NULL THEN greatest(f.action, least(s.created_at, s.at)) END AS advocacy,
        CASE WHEN least(c.at, l.code) > f.action AND least(c.at, l.code) <= f.action + \(tolerance)
          THEN f.action ELSE least(c.at, l.code) END AS touch, f.currency, f.net, f.is_seen
      FROM clicked c
      FULL JOIN leads l USING (person)
      LEFT JOIN firsts f USING (person)
      FULL JOIN aware a USING (person)
      LEFT JOIN first_shares s ON s.person_id = person AND f.action IS NOT NULL
    )
    """
  }

  /// How long after a purchase a click may seem to have come that led to it: clocks differ.
  private static let tolerance: SQL =
    "interval '\(unsafe: "\(Journeys.clockTolerance.components.seconds)") seconds'"

  /// When the click of a conversion `c` was: the time inside its id, which says where it is stored.
  private static let clickTime: SQL = """
    ('epoch'::timestamptz + interval '1 microsecond' * (
      ('x' || left(replace(c.click_id::text, '-', ''), 12))::bit(48)::bigint * 1000
      + least((('x' || substr(replace(c.click_id::text, '-', ''), 14, 3))::bit(12)::integer * 1000 + 4095) / 4096, 999)))
    """

  // MARK: - Stages

  private static let stages = SummaryTable(
    name: "stage_counts", keys: ["slice"],
    values: Stage.allCases.flatMap { stage in
      [stage.rawValue] + (stage.previous == nil ? [] : ["\(stage)_came"])
        + (stage.next == nil ? [] : ["\(stage)_moved"])
    })

  private static var stageCounts: SQL {
    let entries = Stage.allCases.map { stage in
      let came = stage.previous.map { "\($0) <= \(stage)" } ?? "false"
      let moved = stage.next.map { "\($0) >= \(stage)" } ?? "false"
      return """
        SELECT \(SQL.slice(of: stage.rawValue)) AS slice, '\(unsafe: stage.rawValue)' AS stage, count(*) AS people,
          count(*) FILTER (WHERE \(unsafe: came)) AS came, count(*) FILTER (WHERE \(unsafe: moved)) AS moved
        FROM people WHERE \(unsafe: stage.rawValue) IS NOT NULL GROUP BY 1
        """ as SQL
    }
    let columns = stages.values.map { name in
      let parts = name.split(separator: "_")
      let column = parts.count == 1 ? "people" : String(parts[1])
      return "coalesce(sum(\(column)) FILTER (WHERE stage = '\(parts[0])'), 0)::bigint AS \(name)"
    }
    return """
      SELECT slice, \(unsafe: columns.joined(separator: ", "))
      FROM (\(entries.joined(separator: " UNION ALL "))) AS entered GROUP BY 1
      """
  }

  // MARK: - Lags

  private static let touches = SummaryTable(name: "touch_counts", keys: ["day"], values: ["people"])

  private static let touchCounts: SQL = """
    SELECT \(SQL.day(of: "touch")) AS day, count(*) AS people FROM people
    WHERE touch IS NOT NULL AND (action IS NULL OR action >= touch) GROUP BY 1
    """

  private static let lags = SummaryTable(
    name: "lag_counts", keys: ["day", "currency", "days"], values: ["customers", "net"])

  private static let lagCounts: SQL = """
    SELECT \(SQL.day(of: "touch")) AS day, currency, floor(extract(epoch FROM action - touch) / 86400)::integer AS days,
      count(*) AS customers, \(SQL.clamped("sum(net)")) AS net
    FROM people WHERE action >= touch GROUP BY 1, 2, 3
    """

  // MARK: - Cohorts

  private static let cohorts = SummaryTable(
    name: "cohort_counts", keys: ["cohort", "currency", "is_referred", "months"],
    values: ["customers", "purchases", "net"])

  private static let cohortCounts: SQL = """
    SELECT date_trunc('month', first AT TIME ZONE 'UTC')::date AS cohort, currency, is_referred,
      \(SQL.month(of: "at")) - \(SQL.month(of: "first")) AS months, count(*) FILTER (WHERE place = 1) AS customers,
      count(*) AS purchases, \(SQL.clamped("sum(net)")) AS net
    FROM (
      SELECT b.at, b.currency, b.net, coalesce(p.touch <= p.action OR p.is_seen, false) AS is_referred,
        min(b.at) OVER same AS first, row_number() OVER (same ORDER BY b.at, b.id) AS place
      FROM bought b
      JOIN people p USING (person)
      WHERE b.is_known
      WINDOW same AS (PARTITION BY b.person, b.currency)
    ) AS purchases GROUP BY 1, 2, 3, 4
    """
}
