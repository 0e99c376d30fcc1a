import ArgumentParser
import Postgres
import Records
import Referrals
import Service

/// `resonance keys list | create | revoke`.
struct Keys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List, make and take back API keys.",
    discussion: "Only hashes are kept: a key is shown once, when it is made.",
    subcommands: [List.self, Create.self, Revoke.self])

  /// Whose keys.
  struct Owner: ParsableArguments {
    @Option(help: "The program's id or name.")
    var program: String?

    @Flag(help: "Admin keys, which make programs.")
    var admin = false

    func validate() throws {
      guard (program == nil) == admin else { throw ValidationError("Say whose keys: --program P, or --admin.") }
    }

    /// The program, or nil for admin keys.
    func find(in connection: Connection) async throws -> Program.ID? {
      guard let program else { return nil }
      return try await ProgramChoice.find(program, in: connection).id
    }
  }

  /// Shows what is known of the keys.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List keys by their last characters.")

    @OptionGroup var owner: Owner
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      let keys = try await database.withPool { pool in
        try await pool.withConnection { connection in
          try await APIKeys.all(of: try await owner.find(in: connection), in: connection)
        }
      }
      for key in keys {
        let state = key.revokedAt.map { "revoked \($0)" } ?? "active"
        print("…\(key.hint)  \(key.role)  \(key.name)  made \(key.createdAt)  \(state)")
      }
      if keys.isEmpty { print("There are none.") }
    }
  }

  /// Makes a key.
  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a key, and show it this once.")

    @Option(help: "What it is for.")
    var name = "made on the command line"

    @Option(help: "What a program's key may do: read, operate (and send), or admin (and change settings).")
    var role = Role.admin

    @Flag(
      name: .customLong("public"),
      help: "A key for pages that anybody can read: it tells of leads and does nothing else.")
    var isPublic = false

    @OptionGroup var owner: Owner
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
      guard !owner.admin || (role == .admin && !isPublic) else {
        throw ValidationError("--role and --public are for a program's keys.")
      }
    }

    func run() async throws {
      let key = try await database.withPool { pool in
        try await pool.transaction { connection in
          let program = try await owner.find(in: connection)
          let role = isPublic ? .public : role
          let key = APIKey.generated(for: program == nil ? .admin : role == .public ? .public : .program)
          try await APIKeys.insert(key, program: program, role: role, name: name, at: .now(), in: connection)
          if let program {
            try await AuditLog.record(
              action: "key.made", subject: "\(name) …\(key.hint)",
              details: Postgres.JSONText(#"{"role":"\#(role.rawValue)"}"#), by: "the command line", program: program,
              at: .now(), in: connection)
          }
          return key
        }
      }
      print(key.text)
    }
  }

  /// Takes a key back.
  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take back the key that ends in these characters.")

    @Argument(help: "Its last four characters, as `keys list` shows them.")
    var hint: String

    @OptionGroup var owner: Owner
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      let count = try await database.withPool { pool in
        try await pool.transaction { connection in
          let program = try await owner.find(in: connection)
          let count = try await APIKeys.revoke(hint: hint, of: program, at: .now(), in: connection)
          if let program, count > 0 {
            try await AuditLog.record(
              action: "key.revoked", subject: "…\(hint)", by: "the command line", program: program, at: .now(),
              in: connection)
          }
          return count
        }
      }
      guard count > 0 else { throw CommandFailure(.data, "No active key ends in \(hint).") }
      print("Revoked \(count == 1 ? "the key" : "\(count) keys") ending in \(hint).")
    }
  }
}

extension Role: ExpressibleByArgument {}
