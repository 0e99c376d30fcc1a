package import Postgres
package import Referrals

/// By what other names conversions go where they came from.
package enum ConversionKeys {
  /// Remembers names of a conversion; a name that another has stays the other's.
  package static func insert(
    _ keys: [String], of conversion: String, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      INSERT INTO conversion_keys (program_id, key, conversion_external_id)
      SELECT \(program), key, \(conversion) FROM unnest(\(keys)) AS key
      ON CONFLICT DO NOTHING
      """)
  }

  /// The external id of the conversion that goes by one of these names, its own among them.
  package static func find(
    _ keys: [String], program: Program.ID, in connection: Connection
  ) async throws -> String? {
    try await connection.query(
      """
      SELECT coalesce(k.conversion_external_id, c.external_id) AS external_id
      FROM unnest(\(keys)) WITH ORDINALITY AS wanted (key, place)
      LEFT JOIN conversion_keys k ON k.program_id = \(program) AND k.key = wanted.key
      LEFT JOIN conversions c ON c.program_id = \(program) AND c.external_id = wanted.key
      WHERE k.key IS NOT NULL OR c.external_id IS NOT NULL
      ORDER BY wanted.place LIMIT 1
      """
    ).first?.decode("external_id")
  }
}
