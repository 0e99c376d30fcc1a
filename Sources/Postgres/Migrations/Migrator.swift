package import Logging

/// Brings a database's schema to where the files of a directory say it is to be.
///
/// `NNNN_name.up.sql` and `NNNN_name.down.sql`, numbered from 1 without gaps. Each runs in a transaction of its own
/// together with its record in `schema_migrations`; a file whose first line is `-- no transaction` runs outside one,
/// statement by statement. An advisory lock lets one migrator at a time do its work; others wait for it.
package struct Migrator: Sendable {
  /// Where the files of migrations are.
  package let directory: String
  let url: String
  let logger: Logger
  /// How long to wait for another migrator.
  package var lockTimeout: Duration = .seconds(300)

  /// - Parameters:
  ///   - directory: where the files are.
  ///   - url: the database, as libpq takes it.
  package init(directory: String, url: String, logger: Logger = Logger(label: "migrations")) {
    self.directory = directory
    self.url = url
    self.logger = logger
  }

  /// Applies what is pending, up to a version if one is given. Returns what was applied, in order.
  @discardableResult
  package func up(to version: Int? = nil) async throws -> [Migration] {
    try await locked { connection, migrations in
      let applied = try Applied.read(connection)
      try applied.check(against: migrations)
      let pending = migrations.filter { $0.version > applied.version && $0.version <= version ?? .max }
      for migration in pending {
        logger.info("applying \(migration.up.file)")
        try connection.run(migration.up, record: migration.recorded)
      }
      return pending
    }
  }

  /// Takes back the last versions that were applied. Returns what was taken back, in order.
  @discardableResult
  package func down(steps: Int = 1) async throws -> [Migration] {
    try await takeBack { version, applied in applied - version < steps }
  }

  /// Takes back every version above one; 0 takes back all.
  @discardableResult
  package func down(to version: Int) async throws -> [Migration] {
    try await takeBack { candidate, _ in candidate > version }
  }

  private func takeBack(_ isMeant: @escaping @Sendable (_ version: Int, _ applied: Int) -> Bool) async throws
    -> [Migration]
  {
    try await locked { connection, migrations in
      let applied = try Applied.read(connection)
      try applied.check(against: migrations)
      let meant = migrations.filter { $0.version <= applied.version && isMeant($0.version, applied.version) }.reversed()
      for migration in meant where migration.down == nil {
        throw MigrationError(.irreversible, migration.up.file, "it has no down file")
      }
      for migration in meant {
        guard let down = migration.down else { continue }
        logger.info("applying \(down.file)")
        try connection.run(down, record: migration.forgotten)
      }
      return Array(meant)
    }
  }

  /// Where every migration stands, those included whose file is gone; changes nothing.
  package func status() async throws -> [Migration.Status] {
    let migrations = try Migration.all(in: directory)
    let applied = try await onOwnThread { [url] in try Applied.read(BlockingConnection(url)) }
    let versions = Set(migrations.map(\.version)).union(applied.records.keys)
    return versions.sorted().map { version in
      let migration = migrations.indices.contains(version - 1) ? migrations[version - 1] : nil
      let record = applied.records[version]
      let state: Migration.Status.State =
        switch (migration, record) {
        case (_, nil): .pending
        case (nil, let record?): .missing(at: record.at)
        case (let migration?, let record?):
          record.matches(migration) ? .applied(at: record.at) : .changed(at: record.at)
        }
      return Migration.Status(version: version, name: migration?.name ?? record?.name ?? "", state: state)
    }
  }
}
