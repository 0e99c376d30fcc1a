package import Postgres
package import Referrals

/// The salts of visitor hashes: one a program a day, shared by all instances.
package enum VisitorSalts {
  /// The salt of a program's day: the one that is stored, or `fresh`, which is stored if there was none.
  package static func claim(
    _ fresh: [UInt8], day: Day, program: Program.ID, in connection: Connection
  ) async throws -> [UInt8] {
    try await connection.execute(
      """
      INSERT INTO visitor_salts (program_id, day, salt) VALUES (\(program), \(day.description)::date, \(fresh))
      ON CONFLICT (program_id, day) DO NOTHING
      """)
    return try await connection.query(
      "SELECT salt FROM visitor_salts WHERE program_id = \(program) AND day = \(day.description)::date"
    ).only.decode("salt")
  }

  /// The salts of a day by program.
  package static func all(of day: Day, in connection: Connection) async throws -> [Program.ID: [UInt8]] {
    var salts: [Program.ID: [UInt8]] = [:]
    for row in try await connection.query(
      "SELECT program_id, salt FROM visitor_salts WHERE day = \(day.description)::date")
    {
      salts[try row.decode("program_id")] = try row.decode("salt")
    }
    return salts
  }

  /// Makes the salts of a day for the programs that have none.
  package static func make(for day: Day, in connection: Connection) async throws {
    // Two random UUIDs have 244 random bits, from the system's strong source.
    try await connection.execute(
      """
      INSERT INTO visitor_salts (program_id, day, salt)
      SELECT program_id, \(day.description)::date, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
      FROM programs
      ON CONFLICT (program_id, day) DO NOTHING
      """)
  }

  /// Deletes the salts of the days before a day, so that their hashes cannot be made again.
  package static func delete(before day: Day, in connection: Connection) async throws {
    try await connection.execute("DELETE FROM visitor_salts WHERE day < \(day.description)::date")
  }
}
