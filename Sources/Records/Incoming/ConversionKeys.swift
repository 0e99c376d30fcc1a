package import Postgres
package import Referrals

/// By what other names conversions go where they came from.
package enum ConversionKeys {
  /// Remembers names of a conversion; a name that another has stays the other's.
  package static func insert(
    _ keys: [String], of conversion: String, program: Program.ID, in connection: Connection
  ) async throws {
    try await insert([(conversion, keys)], program: program, in: connection)
  }

  /// The same of several conversions.
  package static func insert(
    _ conversions: [(externalID: String, keys: [String])], program: Program.ID, in connection: Connection
  ) async throws {
    // In one order for all, so that two who store the same ones never wait for each other in a circle.
    let names = conversions.flatMap { conversion in conversion.keys.map { (key: $0, of: conversion.externalID) } }
      .sorted { $0.key.exact < $1.key.exact }
    guard !names.isEmpty else { return }
    try await connection.execute(
      """
      INSERT INTO conversion_keys (program_id, key, conversion_external_id)
      SELECT \(program), name.key, name.external_id
      FROM unnest(\(names.map(\.key)), \(names.map(\.of))) AS name (key, external_id)
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

  /// Which of these names some conversion goes by.
  package static func known(
    _ keys: [String], program: Program.ID, in connection: Connection
  ) async throws -> Set<ExactText> {
    let rows = try await connection.query(
      """
      SELECT key FROM conversion_keys WHERE program_id = \(program) AND key = ANY(\(keys))
      UNION ALL
      SELECT external_id FROM conversions WHERE program_id = \(program) AND external_id = ANY(\(keys))
      """)
    return Set(try rows.map { ExactText(try $0.decode("key")) })
  }
}
