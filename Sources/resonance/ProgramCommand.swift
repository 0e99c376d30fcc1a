import ArgumentParser
import Postgres
import Records
import Referrals
import Service

/// `resonance program create`.
struct ProgramCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "program", abstract: "Make and list referral programs.", subcommands: [Create.self, List.self])

  /// Makes a program.
  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a program, and show its key this once, as JSON.")

    @Option(help: "What people call it.")
    var name: String

    @Option(help: "Its currency, by ISO 4217.")
    var currency: String

    @Option(help: "Where its links lead that have no destination of their own.")
    var destination: String

    @Option(help: "How revenue is split over touches.")
    var model = AttributionSettings().model

    @OptionGroup var database: DatabaseOptions

    func validate() throws { _ = try program(at: .now()) }

    func run() async throws {
      let now = Timestamp.now()
      let program = try program(at: now)
      let key = try await database.withPool { pool in
        try await pool.transaction { try await ProgramSetup.create(program, at: now, in: $0) }
      }
      print("{\"id\": \"\(program.id)\", \"api_key\": \"\(key.text)\"}")
    }

    private func program(at now: Timestamp) throws -> Program {
      guard !name.isEmpty, name.unicodeScalars.count <= Limits.name else {
        throw ValidationError("--name must have 1 to \(Limits.name) characters.")
      }
      guard let currency = Currency(currency) else {
        throw ValidationError("--currency must be a code of ISO 4217, such as EUR.")
      }
      let destination: Destination
      do { destination = try Destination(self.destination) } catch { throw ValidationError("--destination: \(error).") }
      var attribution = AttributionSettings()
      attribution.model = model
      if let refusal = ProgramSetup.refusal(of: attribution) { throw ValidationError("--\(refusal).") }
      return Program(
        id: .timeOrdered(at: now), name: name, currency: currency, destination: destination.text,
        attribution: attribution, createdAt: now)
    }
  }

  /// Lists the programs.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the programs.")

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      let programs = try await database.withPool { pool in
        try await pool.withConnection { try await Programs.all(in: $0) }
      }
      for program in programs { print("\(program.id)  \(program.currency)  \(program.name)") }
      if programs.isEmpty { print("There are none: `resonance program create` makes one.") }
    }
  }
}

/// Finds the program that was meant.
enum ProgramChoice {
  /// By its id or its name; with nothing said, the only one there is.
  static func find(_ text: String?, in connection: Connection) async throws -> Program {
    let programs = try await Programs.all(in: connection)
    guard let text else {
      guard let only = programs.first, programs.count == 1 else {
        throw CommandFailure(
          .data,
          programs.isEmpty
            ? "There is no program yet: `resonance program create` makes one."
            : "Say which program with --program: \(programs.map { "\($0.name) (\($0.id))" }.joined(separator: ", ")).")
      }
      return only
    }
    if let id = Program.ID(text), let found = programs.first(where: { $0.id == id }) { return found }
    let named = programs.filter { $0.name == text }
    guard let found = named.first else {
      throw CommandFailure(.data, "There is no program \(text): `resonance program list` shows them.")
    }
    guard named.count == 1 else {
      throw CommandFailure(.data, "Several programs are called \(text): say which by its id.")
    }
    return found
  }
}
