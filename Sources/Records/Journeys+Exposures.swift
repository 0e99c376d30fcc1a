package import Postgres
package import Referrals

extension Journeys {
  /// What makes a share an exposure of a customer.
  package struct Exposure: Sendable, Hashable {
    /// How many arcs of the social graph lie between advocate and customer, from 1.
    package let hop: Int
    /// How likely it was this advocate's that the customer noticed, of ``wholeAttention``.
    package let attention: Int64
    /// By how many paths of that length it can have come.
    package let ways: Int64

    /// All of a customer's attention: a power of two, so that halves stay exact.
    package static let wholeAttention: Int64 = 1 << 50
  }

  /// How many people a step away from the customer are followed further; those with the most attention are.
  private static let widest = 1000
  /// How many exposures a journey has at most, the latest.
  package static let mostExposures = 100

  /// The shares that the customer of each of these conversions could see in the window before it, in no order; a
  /// conversion without exposures is not among the keys.
  ///
  /// Attention spreads backwards along the edges that were there at the time of the conversion, from the customer to
  /// those that the customer follows and on to those that they follow, each time in equal parts: credit distribution
  /// with γ = 1/d_in (Goyal, Bonchi and Lakshmanan, arXiv:1109.6886). An advocate's attention is what arrives, by
  /// whatever paths of at most `hops` arcs. Nobody is a source of their own exposure. Hubs are bounded: of each step, only
  /// the thousand people with the most attention pass it on.
  /// - Parameter hops: 0 to 6.
  package static func exposures(
    before conversions: [Conversion], window: Duration, hops: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Conversion.ID: [Touch]] {
    let conversions = conversions.filter { $0.customer != nil }
    guard hops > 0, !conversions.isEmpty else { return [:] }
    var steps: SQL = ""
    var arrivals: SQL = ""
    for hop in 1...hops {
      steps = "\(steps), step\(unsafe: "\(hop)") AS (\(step(hop, of: hops, program: program)))"
      let arrival: SQL = "SELECT \(unsafe: "\(hop)") AS hop, person, attention, ways FROM step\(unsafe: "\(hop)")"
      arrivals = hop == 1 ? arrival : "\(arrivals) UNION ALL \(arrival)"
    }
    let rows = try await connection.query(
      """
      SELECT o.id AS conversion_id, t.*
      FROM unnest(\(conversions.map(\.id)), \(conversions.map(\.customer)),
        \(conversions.map { $0.occurredAt - window }), \(conversions.map(\.occurredAt))
      ) AS o (id, customer_id, start, time)
      CROSS JOIN LATERAL (
        WITH step0 AS (
          SELECT o.customer_id AS person, \(Exposure.wholeAttention)::bigint AS attention,
            1::bigint AS ways
          WHERE EXISTS (
            SELECT FROM shares WHERE program_id = \(program) AND occurred_at >= o.start AND occurred_at <= o.time)
        )\(steps), sources AS (
          SELECT person, min(hop) AS hop, sum(attention)::bigint AS attention,
            (array_agg(ways ORDER BY hop))[1] AS ways
          FROM (\(arrivals)) arrivals GROUP BY person
        ), seen AS (
          SELECT s.id, s.occurred_at AS time, s.advocate_id, sources.hop, sources.attention, sources.ways
          FROM sources
          JOIN advocates a ON a.program_id = \(program) AND a.person_id = sources.person
          JOIN shares s ON s.program_id = \(program) AND s.advocate_id = a.id
            AND s.occurred_at >= o.start AND s.occurred_at <= o.time
          ORDER BY s.occurred_at DESC, s.id DESC LIMIT \(mostExposures)
        )
        SELECT t.id, t.time, 'exposure' AS kind, t.advocate_id, t.hop, t.attention, t.ways,
          \(exclusion(at: "o.time", also: "t.time", customer: "o.customer_id"))
        FROM seen t
        JOIN advocates a ON a.program_id = \(program) AND a.id = t.advocate_id
        JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
        LEFT JOIN people customer ON customer.program_id = \(program) AND customer.id = o.customer_id
        OFFSET 0
      ) AS t
      """)
    var exposures: [Conversion.ID: [Touch]] = [:]
    for row in rows {
      exposures[try row.decode("conversion_id"), default: []].append(
        Touch(
          id: try row.decode("id"), time: try row.decode("time"), kind: try row.decode("kind"),
          advocate: try row.decode("advocate_id"), exclusion: try row.decode("exclusion"),
          exposure: Exposure(
            hop: try row.decode("hop"), attention: try row.decode("attention"), ways: try row.decode("ways"))))
    }
    return exposures
  }

  /// A step backwards: from those with attention to those that they follow. Attention is whole numbers, so that its
  /// sums do not depend on their order.
  private static func step(_ hop: Int, of hops: Int, program: Program.ID) -> SQL {
    // After the last step only those who shared matter, so that nothing need be left out.
    let bound: SQL = hop == hops ? "" : "ORDER BY 2 DESC, 1 LIMIT \(unsafe: "\(widest)")"
    return """
      SELECT e.from_person AS person, sum(s.attention / e.followed)::bigint AS attention,
        sum(s.ways)::bigint AS ways
      FROM step\(unsafe: "\(hop - 1)") s
      CROSS JOIN LATERAL (
        SELECT from_person, count(*) OVER () AS followed FROM (
          SELECT from_person FROM graph_edges
          WHERE program_id = \(program) AND to_person = s.person AND since <= o.time
          UNION ALL
          SELECT from_person FROM past_graph_edges
          WHERE program_id = \(program) AND to_person = s.person AND since <= o.time AND until > o.time
        ) AS edges OFFSET 0
      ) AS e
      WHERE e.from_person <> o.customer_id GROUP BY e.from_person \(bound)
      """
  }
}
