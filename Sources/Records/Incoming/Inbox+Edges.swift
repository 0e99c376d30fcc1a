package import Postgres
package import Referrals

extension Inbox {
  /// The deliveries that may tell of edges out of people, and by what name each of these would be told: they concern the
  /// ones who see, and name the ones who share.
  package static func edges(
    outOf people: [Person.ID], program: Program.ID, in connection: Connection
  ) async throws -> [(delivery: Delivery.ID, name: String)] {
    try await connection.query(
      """
      SELECT i.id, p.external_id
      FROM people p
      JOIN LATERAL (
        SELECT to_person FROM graph_edges WHERE program_id = \(program) AND from_person = p.id
        UNION SELECT to_person FROM past_graph_edges WHERE program_id = \(program) AND from_person = p.id
      ) AS e ON true
      JOIN inbox_states s ON s.program_id = \(program) AND s.person_id = e.to_person
      JOIN inbox i ON i.program_id = \(program) AND i.id = s.delivery_id
      WHERE p.program_id = \(program) AND p.id = ANY(\(people)) AND p.external_id IS NOT NULL
        AND i.type = 'graph.edge_added' AND i.body <> ''
      """
    ).map { (try $0.decode("id"), try $0.decode("external_id")) }
  }

  /// What deliveries said, in no order.
  package static func bodies(
    of deliveries: [Delivery.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Delivery.ID: [UInt8]] {
    let rows = try await connection.query(
      "SELECT id, body FROM inbox WHERE program_id = \(program) AND id = ANY(\(deliveries))")
    return Dictionary(
      try rows.map { (try $0.decode("id"), try $0.decode("body")) }, uniquingKeysWith: { first, _ in first })
  }
}
