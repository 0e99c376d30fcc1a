import Foundation

/// A running service for the length of a test, in a directory of its own.
struct ServedProgram {
  /// The program as it was built beside these tests.
  static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appendingPathComponent("resonance").path

  /// Where it listens.
  let url: String
  /// The directory; the service's data is in `var` of it.
  let directory: String

  /// Runs something beside the service, then stops it: what that came to, and the service's exit status.
  /// - Parameter database: where its data is; nil for a private PostgreSQL of its own.
  static func run<Result>(
    on database: String?, _ body: (ServedProgram) async throws -> Result
  ) async throws -> (result: Result, status: Int32) {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("resonance-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let service = try await ServiceProcess.start(database: database, data: directory + "/var")
    let outcome: Swift.Result<Result, any Error>
    do {
      outcome = .success(
        try await body(ServedProgram(url: "http://127.0.0.1:\(service.port)", directory: directory)))
    } catch {
      outcome = .failure(error)
    }
    let status = await service.stop()
    return (try outcome.get(), status)
  }
}
