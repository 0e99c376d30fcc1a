package import Postgres
package import Referrals

/// Who became a lead by what: the first that a person did, in the order in which things happened, whatever the order in
/// which they were told. Where that was no lead, it implies one.
package enum Leads {
  /// A conversion of somebody that is about to be stored, or was stored before it was known whose it is.
  package struct Candidate: Sendable {
    /// Its external id.
    package let externalID: String
    /// What happened.
    package let type: ConversionType
    /// When.
    package let time: Timestamp
    /// Whose it is.
    package let customer: Person.ID

    /// A candidate from its parts.
    package init(externalID: String, type: ConversionType, time: Timestamp, customer: Person.ID) {
      self.externalID = externalID
      self.type = type
      self.time = time
      self.customer = customer
    }
  }

  /// Looks where conversions of different people stand among what those did. The people's rows must be held by the
  /// transaction, as finding a person holds it.
  /// - Returns: the customers whose conversion implies a lead; and the conversions that did so and turn out not to have
  ///   been the first, which no longer do: what is counted of them is the caller's to withdraw.
  package static func imply(
    by candidates: [Candidate], program: Program.ID, in connection: Connection
  ) async throws -> (implied: Set<Person.ID>, withdrawn: [Conversion]) {
    guard !candidates.isEmpty else { return ([], []) }
    let rows = try await connection.query(
      """
      SELECT c.*, (c.occurred_at, c.type <> 'lead', c.external_id) < (new.time, new.is_no_lead, new.external_id)
        AS is_before
      FROM unnest(\(candidates.map(\.customer)), \(candidates.map(\.time)), \(candidates.map { $0.type != .lead }),
        \(candidates.map(\.externalID))) AS new (person_id, time, is_no_lead, external_id)
      CROSS JOIN LATERAL (
        SELECT * FROM conversions WHERE program_id = \(program) AND person_id = new.person_id
          AND external_id <> new.external_id
        ORDER BY occurred_at, type <> 'lead', external_id LIMIT 1
      ) AS c
      """)
    var isLate: Set<Person.ID> = []
    var withdrawn: [Conversion] = []
    for row in rows {
      let first = try Conversion(row: row)
      if let customer = first.customer, try row.decode("is_before") {
        isLate.insert(customer)
      } else if first.impliesLead {
        withdrawn.append(first)
      }
    }
    let firsts = candidates.filter { !isLate.contains($0.customer) }
    if !firsts.isEmpty {
      try await connection.execute(
        """
        UPDATE people p SET first_lead_at = new.time
        FROM unnest(\(firsts.map(\.customer)), \(firsts.map(\.time))) AS new (person_id, time)
        WHERE p.program_id = \(program) AND p.id = new.person_id
        """)
    }
    if !withdrawn.isEmpty {
      try await connection.execute(
        """
        UPDATE conversions SET implied_lead = false
        WHERE program_id = \(program) AND id = ANY(\(withdrawn.map(\.id)))
        """)
    }
    return (Set(firsts.lazy.filter { $0.type != .lead }.map(\.customer)), withdrawn)
  }
}
