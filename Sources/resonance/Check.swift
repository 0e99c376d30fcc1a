import ArgumentParser
import Postgres
import Records
import Referrals

/// `resonance check`.
struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Recompute every balance and say what is off.",
    discussion: """
      Reads only, everything as of one moment; it can run beside the service. Exits with 0 when everything adds up and \
      with 1 when something is off. Warnings do not count.
      """)

  /// How the findings are written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @Option(help: "Only this program, by its id or name. (default: all)")
  var program: String?

  @Option(help: "How to write the findings.")
  var format = Format.text

  @Option(help: "How many deviations of each check to tell for each program; all are counted.")
  var examples = Audit.usualExamples

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    guard (1...100_000).contains(examples) else { throw ValidationError("--examples must be from 1 to 100000.") }
  }

  func run() async throws {
    let result = try await database.withPool { pool in
      var programs: [Program.ID]?
      if let program {
        programs = [try await pool.withConnection { try await ProgramChoice.find(program, in: $0).id }]
      }
      return try await Audit.run(programs: programs, examples: examples, at: .now(), in: pool)
    }
    switch format {
    case .json: print(result.json)
    case .text: print(AuditPage(result).lines(in: .standardOutput()).joined(separator: "\n"))
    }
    if !result.isBalanced { throw ExitCode(1) }
  }
}
