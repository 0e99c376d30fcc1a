internal import Foundation
internal import Logging
package import Postgres

/// A PostgreSQL server of one test's own, for tests that stop it.
package enum OwnServer {
  /// Starts one, and takes it away when the closure ends, or soon after the process has ended.
  package static func run(_ body: (PrivateServer) async throws -> Void) async throws {
    let directory = "/tmp/resonance-own-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0 ... .max))"
    try Watchdog.watch(directory)
    var quiet = Logger(label: "tests")
    quiet.logLevel = .error
    // What is committed survives the server's end, if not the machine's.
    let settings = PrivateServer.disposable.merging(["synchronous_commit": "on"]) { $1 }
    let server = PrivateServer(directory: directory, settings: settings, logger: quiet)
    try await server.start()
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body(server)) } catch { outcome = .failure(error) }
    try await server.stop()
    try? FileManager.default.removeItem(atPath: directory)
    try outcome.get()
  }
}
