import ArgumentParser
import Postgres

/// `resonance migrate up | down | status`.
struct Migrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring the database's tables up to date, or back.", subcommands: [Up.self, Down.self, Status.self])

  /// Applies what is missing.
  struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Apply the migrations that are missing.")

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      let applied = try await Migrate.telling {
        try await database.withDatabase { try await Migrate.migrator(database, url: $0).up() }
      }
      for migration in applied { print("applied   \(migration.label)") }
      print(applied.isEmpty ? "Nothing to do: the database is up to date." : "The database is up to date.")
    }
  }

  /// Takes back the last ones.
  struct Down: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take back the last migrations.",
      discussion: "A step that would lose data refuses.")

    @Option(help: "How many to take back.")
    var steps = 1

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
      guard steps > 0 else { throw ValidationError("--steps must be at least 1.") }
    }

    func run() async throws {
      // A service on the private server would stumble over what is gone.
      if database.namedURL == nil { try DataDirectoryLock.take(in: database.dataDirectory) }
      let reverted = try await Migrate.telling {
        try await database.withDatabase { try await Migrate.migrator(database, url: $0).down(steps: steps) }
      }
      for migration in reverted { print("took back \(migration.label)") }
      if reverted.isEmpty { print("Nothing to do: no migration is applied.") }
    }
  }

  /// Shows what is applied.
  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show which migrations are applied.")

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      let states = try await Migrate.telling {
        try await database.withDatabase { try await Migrate.migrator(database, url: $0).status() }
      }
      for state in states { print(state.line) }
    }
  }

  private static func migrator(_ database: DatabaseOptions, url: String) throws -> Migrator {
    Migrator(directory: try database.migrationsDirectory(), url: url, logger: DatabaseOptions.quiet)
  }

  private static func telling<Result>(_ work: () async throws -> Result) async throws -> Result {
    do {
      return try await work()
    } catch let error as MigrationError {
      throw CommandFailure(.configuration, "\(error)")
    }
  }
}

extension Migration {
  /// Number and name, as the file has them.
  fileprivate var label: String { Migration.label(version, name) }

  fileprivate static func label(_ version: Int, _ name: String) -> String {
    let digits = String(version)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_" + name
  }
}

extension Migration.Status {
  /// State, number and name.
  fileprivate var line: String {
    let word =
      switch state {
      case .pending: "pending"
      case .applied: "applied"
      case .changed: "CHANGED"
      case .missing: "MISSING"
      }
    return "\(word)  \(Migration.label(version, name))"
  }
}
