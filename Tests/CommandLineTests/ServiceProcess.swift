import Foundation
import Postgres
import TestSupport

/// `resonance serve` as a process of its own, on a free port.
final class ServiceProcess: Sendable {
  let port: Int
  /// What it has said on standard output until it listened.
  let welcome: String
  private let process: Process

  struct DidNotListen: Error {
    let output: String
    let errors: String
  }

  /// Starts it, and waits until it listens.
  /// - Parameter database: where its data is; nil for a private PostgreSQL under `data`.
  static func start(database: String?, data: String) async throws -> ServiceProcess {
    try await onOwnThread { try ServiceProcess(database: database, data: data) }
  }

  private init(database: String?, data: String) throws {
    process = Process()
    process.executableURL = URL(fileURLWithPath: ServedProgram.path)
    process.arguments =
      ["serve", "--port", "0", "--data-dir", data, "--log-level", "error"]
      + (database.map { ["--database-url", $0] } ?? [])
    process.environment = ["PATH": "/usr/bin:/bin", "RESONANCE_OUTGOING_ALLOW": "127.0.0.1/32"]
    let output = Pipe()
    let errors = "\(data).errors"
    _ = FileManager.default.createFile(atPath: errors, contents: nil)
    process.standardOutput = output
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    var said = ""
    while true {
      let piece = output.fileHandleForReading.availableData
      said += String(decoding: piece, as: UTF8.self)
      if let end = said.range(of: "stop with"), said[end.upperBound...].contains("\n") { break }
      guard !piece.isEmpty else {
        process.waitUntilExit()
        throw DidNotListen(
          output: said, errors: (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")
      }
    }
    welcome = said
    let address = said.split(separator: "\n").first { $0.hasPrefix("listening on ") }
    guard let port = address?.split(separator: ":").last.flatMap({ Int($0) }) else {
      process.terminate()
      throw DidNotListen(output: said, errors: "")
    }
    self.port = port
  }

  /// Ends it as a crash of the machine would: nothing of it runs any more.
  func kill() async {
    await end(with: SIGKILL)
  }

  /// Asks it to stop; its exit status.
  @discardableResult
  func stop() async -> Int32 {
    await end(with: SIGTERM)
    return process.terminationStatus
  }

  /// Asks it to stop, and goes on.
  func askToStop() { Glibc.kill(process.processIdentifier, SIGTERM) }

  private func end(with signal: Int32) async {
    if process.isRunning { Glibc.kill(process.processIdentifier, signal) }
    try? await onOwnThread { [process] in process.waitUntilExit() }
  }
}
