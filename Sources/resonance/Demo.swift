import ArgumentParser
import Foundation

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
    let note = try await database.withPool { try await SampleNote.load(in: $0, keyFile: keyFile) }
    print("Loaded. Its key is in \(note.keyFile), and a link to try is \(note.path).")
  }
}
