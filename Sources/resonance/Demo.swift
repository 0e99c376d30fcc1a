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
      "People who follow each other, twelve weeks of what some share, clicks, sales and refunds. Its key goes to sample.key in the data directory."
  )

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
    let looks = [
      ("an advocate", note.addresses.portal), ("join", note.addresses.join), ("a link", note.addresses.link),
    ]
    print("Loaded. Its key is in \(note.keyFile), with which one signs in at /console. And there are:")
    for case (let name, let path?) in looks { print("  \(name): \(path)") }
  }
}
