import Foundation
import Postgres
import Records
import Referrals
import Service

/// What is worth knowing of the sample program at every start.
struct SampleNote: Sendable {
  /// Where to look.
  let addresses: SampleAddresses
  /// The file that holds the program's key.
  let keyFile: String

  /// Loads the sample where it is wanted and there is no program yet; nil where there is no sample.
  static func prepare(_ isWanted: Bool, in pool: Pool, dataDirectory: String) async throws -> SampleNote? {
    let keyFile = dataDirectory + "/sample.key"
    let programs = try await pool.withConnection { try await Programs.all(in: $0) }
    if programs.isEmpty && isWanted {
      Console.say("Loading the sample program")
      return try await load(in: pool, keyFile: keyFile)
    }
    guard let program = programs.first(where: { $0.name == Sample.programName }) else { return nil }
    if isWanted && !FileManager.default.fileExists(atPath: keyFile) {
      try await makeKey(of: program, in: pool, keyFile: keyFile)
    }
    return try await find(in: program, pool: pool, keyFile: keyFile)
  }

  /// Loads the sample, whatever else there is.
  static func load(in pool: Pool, keyFile: String) async throws -> SampleNote {
    let loaded = try await pool.transaction { connection in
      var sample = Sample(now: .now(), links: LinkSetup(address: PublicAddress("")))
      return try await sample.load(in: connection)
    }
    try write(loaded.key, to: keyFile)
    return try await find(in: loaded.program, pool: pool, keyFile: keyFile)
  }

  /// Makes another key where the file of the first was removed and the database was not.
  private static func makeKey(of program: Program, in pool: Pool, keyFile: String) async throws {
    let key = APIKey.generated(for: .program)
    try await pool.transaction { connection in
      try await APIKeys.insert(key, program: program.id, name: "sample.key", at: .now(), in: connection)
    }
    try write(key, to: keyFile)
  }

  private static func write(_ key: APIKey, to file: String) throws {
    guard
      FileManager.default.createFile(
        atPath: file, contents: Data((key.text + "\n").utf8), attributes: [.posixPermissions: 0o600])
    else { throw CommandFailure(.cannotCreate, "\(file) can't be written.") }
  }

  private static func find(in program: Program, pool: Pool, keyFile: String) async throws -> SampleNote {
    try await pool.withConnection { connection in
      SampleNote(addresses: try await SampleAddresses(of: program.id, in: connection), keyFile: keyFile)
    }
  }
}
