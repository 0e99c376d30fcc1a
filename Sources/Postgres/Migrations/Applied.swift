internal import Foundation

/// What `schema_migrations` says was applied.
struct Applied: Sendable {
  struct Record: Sendable {
    let name: String
    let checksum: String
    let at: Date

    func matches(_ migration: Migration) -> Bool { name == migration.name && checksum == migration.checksum }
  }

  let records: [Int: Record]

  /// The highest version that was applied; 0 for none.
  var version: Int { records.keys.max() ?? 0 }

  /// Makes the table where it is missing.
  static func prepare(_ connection: BlockingConnection) throws {
    guard try !exists(connection) else { return }
    try connection.executeScript(
      """
      CREATE TABLE schema_migrations (
        version bigint CONSTRAINT schema_migrations_pkey PRIMARY KEY,
        name text NOT NULL,
        checksum text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )
      """)
  }

  static func read(_ connection: BlockingConnection) throws -> Applied {
    guard try exists(connection) else { return Applied(records: [:]) }
    var records: [Int: Record] = [:]
    for row in try connection.execute("SELECT version, name, checksum, applied_at FROM schema_migrations") {
      records[try row("version")] = try Record(name: row("name"), checksum: row("checksum"), at: row("applied_at"))
    }
    return Applied(records: records)
  }

  private static func exists(_ connection: BlockingConnection) throws -> Bool {
    try connection.execute("SELECT to_regclass('schema_migrations') IS NOT NULL AS there")[0]("there")
  }

  /// Refuses files that are not a continuation of what was applied.
  func check(against migrations: [Migration]) throws(MigrationError) {
    for (version, record) in records.sorted(by: { $0.key < $1.key }) {
      guard migrations.indices.contains(version - 1) else {
        let file = "\(String(repeating: "0", count: max(0, 4 - String(version).count)))\(version)_\(record.name).up.sql"
        throw MigrationError(.missing, file, "it was applied and its file is missing")
      }
      let migration = migrations[version - 1]
      guard record.matches(migration) else {
        throw MigrationError(.changed, migration.up.file, "it was changed after it was applied")
      }
    }
    for migration in migrations where migration.version < version && records[migration.version] == nil {
      throw MigrationError(.gap, migration.up.file, "it was not applied, and later ones were")
    }
  }
}

extension Migration {
  /// The record of its having been applied.
  var recorded: SQL {
    "INSERT INTO schema_migrations (version, name, checksum) VALUES (\(version), \(name), \(checksum))"
  }

  /// The end of its record.
  var forgotten: SQL { "DELETE FROM schema_migrations WHERE version = \(version)" }
}
