package import Postgres
package import Referrals

/// Conversions with what became of each one's revenue, the latest first.
package enum ConversionTable {
  /// Which of them.
  package struct Filter: Sendable {
    /// When they happened.
    package var time: Range<Timestamp>
    /// The external id, or its beginning.
    package var text: String?
    /// What they are.
    package var type: ConversionType?
    /// Of one customer, by external id.
    package var customer: String?
    /// In one currency.
    package var currency: Currency?
    /// Of those that credit something of this kind.
    package var kind: Ledger.Kind?
    /// Only those that came with neither click, code nor customer.
    package var isUntraced = false

    /// All in a stretch of time.
    package init(time: Range<Timestamp>) { self.time = time }
  }

  /// A conversion and what became of its revenue in a run, in minor units of its currency.
  package struct Row: Sendable, Hashable {
    /// The conversion.
    package let conversion: Conversion
    /// The customer's external id.
    package let customer: String?
    /// What was taken back.
    package let reversed: Int64
    /// Credited by links and codes.
    package let direct: Int64
    /// Credited by what followers could see.
    package let exposure: Int64
    /// Passed up to recruiters.
    package let chain: Int64
    /// Nobody's.
    package let unattributed: Int64
    /// What is left of the amount.
    package var net: Int64 { conversion.amount.amount - reversed }
  }

  /// The conversions asked for, from behind one of them.
  package static func page(
    _ filter: Filter, run: Int, after: Conversion.ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Row] {
    var conditions: [SQL] = [
      """
      c.program_id = \(program) AND c.occurred_at >= \(filter.time.lowerBound)
        AND c.occurred_at < \(filter.time.upperBound)
      """
    ]
    if let text = filter.text { conditions.append("starts_with(lower(c.external_id), lower(\(text)))") }
    if let type = filter.type { conditions.append("c.type = \(type.rawValue)") }
    if let currency = filter.currency { conditions.append("c.currency = \(currency.code)") }
    if let customer = filter.customer {
      conditions.append(
        "c.person_id = (SELECT id FROM people WHERE program_id = \(program) AND external_id = \(customer))")
    }
    if let kind = filter.kind {
      // The rollup knows between which times there is any: of a kind that is rare, or that there is none of, nobody
      // wants every conversion looked at.
      let slices: SQL = """
        FROM credit_counts WHERE program_id = \(program) AND run = \(run) AND \(unsafe: kind.rawValue) <> 0
          AND slice >= \(filter.time.lowerBound) AND slice < \(filter.time.upperBound)
        """
      conditions.append(
        """
        c.occurred_at >= (SELECT min(slice) \(slices))
          AND c.occurred_at < (SELECT max(slice) + interval '15 minutes' \(slices))
        """)
      conditions.append(
        """
        (SELECT sum(l.amount) FROM ledger l WHERE l.program_id = \(program) AND l.run = \(run)
          AND l.conversion_id = c.id AND l.kind = \(kind.rawValue)) <> 0
        """)
    }
    if filter.isUntraced {
      conditions.append(
        """
        c.click_id IS NULL AND c.link_id IS NULL AND c.person_id IS NULL AND c.type IN ('sale', 'renewal')
        """)
    }
    if let after {
      conditions.append(
        """
        (c.occurred_at, c.id) < (SELECT occurred_at, id FROM conversions WHERE program_id = \(program) AND id = \(after))
        """)
    }
    return try await connection.query(
      """
      SELECT c.*, p.external_id AS customer, l.direct, l.exposure, l.chain, l.unattributed, (
          SELECT coalesce(sum(amount), 0)::bigint FROM reversals r
          WHERE r.program_id = \(program) AND r.conversion_external_id = c.external_id AND r.status = 'applied'
        ) AS reversed
      FROM (
        SELECT * FROM conversions c WHERE \(conditions.joined(separator: " AND "))
        ORDER BY c.occurred_at DESC, c.id DESC LIMIT \(limit)
      ) AS c
      LEFT JOIN people p ON p.program_id = \(program) AND p.id = c.person_id
      CROSS JOIN LATERAL (
        SELECT \(sum(.direct)) AS direct, \(sum(.exposure)) AS exposure, \(sum(.chain)) AS chain,
          \(sum(.unattributed)) AS unattributed
        FROM ledger WHERE program_id = \(program) AND run = \(run) AND conversion_id = c.id
      ) AS l
      ORDER BY c.occurred_at DESC, c.id DESC
      """
    ).map {
      Row(
        conversion: try Conversion(row: $0), customer: try $0.decode("customer"), reversed: try $0.decode("reversed"),
        direct: try $0.decode("direct"), exposure: try $0.decode("exposure"), chain: try $0.decode("chain"),
        unattributed: try $0.decode("unattributed"))
    }
  }

  private static func sum(_ kind: Ledger.Kind) -> SQL {
    "coalesce(sum(amount) FILTER (WHERE kind = '\(unsafe: kind.rawValue)'), 0)::bigint"
  }
}
