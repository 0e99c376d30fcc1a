package import Postgres
package import Referrals

extension Conversions {
  /// The first thing that each of these people bought; who never did is not among the keys.
  package static func firstPurchases(
    of people: [Person.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Person.ID: Conversion] {
    guard !people.isEmpty else { return [:] }
    let rows = try await connection.query(
      """
      SELECT first.* FROM unnest(\(people)) AS who (person_id)
      CROSS JOIN LATERAL (
        SELECT * FROM conversions c
        WHERE c.program_id = \(program) AND c.person_id = who.person_id AND \(isPurchase)
        ORDER BY c.occurred_at, c.id LIMIT 1
      ) AS first
      """)
    var purchases: [Person.ID: Conversion] = [:]
    for row in rows { purchases[try row.decode("person_id")] = try Conversion(row: row) }
    return purchases
  }

  /// A condition: somebody known bought something.
  static let isPurchase: SQL = "type IN ('sale', 'renewal') AND person_id IS NOT NULL"
}
