import Foundation

/// The service as it was built beside these tests, in a process of its own.
struct ServedProgram {
  /// The program.
  static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appendingPathComponent("resonance").path

  /// Where it listens.
  let url: String
  /// A directory of its own; the service's data is in `var` of it.
  let directory: String

  /// It ended before it listened.
  struct Ended: Error {
    let output: String
  }

  /// Runs something beside the service, then stops it: what that came to, and the service's exit status.
  /// - Parameter database: where its data is; nil for a private PostgreSQL of its own.
  static func run<Result>(
    on database: String?, _ body: (ServedProgram) async throws -> Result
  ) async throws -> (result: Result, status: Int32) {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("resonance-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments =
      ["serve", "--port", "0", "--data-dir", directory + "/var"] + (database.map { ["--database-url", $0] } ?? [])
    process.environment = ["PATH": "/usr/bin:/bin"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.standardError
    try process.run()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    let url = try listening(pipe.fileHandleForReading)
    let result = try await body(ServedProgram(url: url, directory: directory))
    process.terminate()
    process.waitUntilExit()
    return (result, process.terminationStatus)
  }

  /// Reads until the service says where it listens.
  private static func listening(_ output: FileHandle) throws -> String {
    var text = ""
    while true {
      let data = output.availableData
      text += String(decoding: data, as: UTF8.self)
      if let match = text.firstMatch(of: /listening on (http:\/\/[^\n]+)\n/) { return String(match.1) }
      if data.isEmpty { throw Ended(output: text) }
    }
  }
}
