import Foundation

/// What a run of the program came to.
struct CommandRun: Sendable {
  let status: Int32
  let output: String
  let errors: String

  /// Runs the program that was built beside these tests, with nothing of this process's settings.
  init(_ arguments: String...) async throws {
    try await self.init(arguments)
  }

  /// The same with a list.
  init(_ arguments: [String]) async throws {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let process = Process()
    process.executableURL = tests.appendingPathComponent("resonance")
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin"]
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Little is written to standard error, so that its pipe holds it until the output has ended.
    self.output = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    self.errors = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }
}
