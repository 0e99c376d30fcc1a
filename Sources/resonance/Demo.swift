import ArgumentParser
import Foundation
import Postgres
import Records
import Referrals
import Service

/// `resonance demo`.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Load the sample program.",
    discussion:
      "People who share, a month of clicks and sales, refunds. Its key goes to sample.key in the data directory.")

  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    try FileManager.default.createDirectory(atPath: database.dataDirectory, withIntermediateDirectories: true)
    let keyFile = database.dataDirectory + "/sample.key"
    let note = try await database.withPool { pool in
      let programs = try await pool.withConnection { try await Programs.all(in: $0) }
      if let known = programs.first(where: { $0.name == Sample.programName }) {
        throw CommandFailure(.data, "The sample program is there already: \(known.name) (\(known.id)).")
      }
      return try await SampleNote.load(in: pool, keyFile: keyFile)
    }
    print("Loaded. Its key is in \(note.keyFile), and a link to try is \(note.path).")
  }
}
