import Foundation
import HTTPServer
import HTTPTypes
import Logging
import Postgres
import StrictJSON
import Synchronization
import TestSupport
import Testing

/// Somebody who takes events: a real server on a free port.
final class Receiver: Sendable {
  /// What was sent.
  struct Arrival: Sendable {
    let path: String
    let id: String
    let timestamp: String
    let signature: String
    let body: [UInt8]

    /// The body as JSON; null where it is none.
    var json: JSON { (try? JSON(parsing: body)) ?? .null }
    /// The event's name.
    var type: String { json["type"]?.text ?? "" }

    /// The signature that `openssl` makes of this by a secret. Through files, for a pipe's end could stay open in
    /// another program that is started at the same time; on a thread of its own, because it waits.
    func signature(by secret: String) async throws -> String {
      let key = try #require(Data(base64Encoded: String(secret.dropFirst("whsec_".count))))
      let content = Data("\(id).\(timestamp).".utf8) + Data(body)
      let digest = try await onOwnThread {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("signed-\(UUID())")
        let output = file.appendingPathExtension("digest")
        try content.write(to: file)
        defer { for left in [file, output] { try? FileManager.default.removeItem(at: left) } }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
          "openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt",
          "hexkey:" + key.map { String(format: "%02x", $0) }.joined(), "-binary", "-out", output.path, file.path,
        ]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return try Data(contentsOf: output)
      }
      return "v1,\(digest.base64EncodedString())"
    }
  }

  let port: Int
  private let state: State

  private final class State: Sendable {
    let arrivals = Mutex<[Arrival]>([])
  }

  private init(port: Int, state: State) {
    self.port = port
    self.state = state
  }

  /// Runs one for the time of a closure.
  /// - Parameter answer: what it answers, told how many came by that path before.
  static func run<Result>(
    answer: @escaping @Sendable (Arrival, Int) async -> Response = { _, _ in Response(.noContent) },
    _ body: (Receiver) async throws -> Result
  ) async throws -> Result {
    let state = State()
    var router = Router()
    router.on(.post, "/{path...}", bodyLimit: 64_000) { request in
      let arrival = Arrival(
        path: request.path, id: request.header(HTTPField.Name("webhook-id")!) ?? "",
        timestamp: request.header(HTTPField.Name("webhook-timestamp")!) ?? "",
        signature: request.header(HTTPField.Name("webhook-signature")!) ?? "",
        body: try await request.body.collect())
      let before = state.arrivals.withLock { arrivals in
        defer { arrivals.append(arrival) }
        return arrivals.count { $0.path == arrival.path }
      }
      return await answer(arrival, before)
    }
    var log = Logger(label: "test")
    log.logLevel = .critical
    var configuration = HTTPServer.Configuration(port: 0)
    configuration.grace = .milliseconds(100)
    let server = Server(configuration: configuration, router: router, logger: log)
    let running = Task { try await server.run() }
    let receiver = Receiver(port: try await server.boundPort, state: state)
    let outcome: Swift.Result<Result, any Error>
    do { outcome = .success(try await body(receiver)) } catch { outcome = .failure(error) }
    running.cancel()
    _ = await running.result
    return try outcome.get()
  }

  /// What came, in the order in which it came.
  var arrivals: [Arrival] { state.arrivals.withLock { $0 } }

  /// What came by a path.
  func arrivals(at path: String) -> [Arrival] { arrivals.filter { $0.path == path } }

  /// An address at it.
  func url(_ path: String = "/hook") -> String { "http://127.0.0.1:\(port)\(path)" }
}

/// A door that stays closed until it is opened for good.
final class Latch: Sendable {
  private let isOpen = Atomic(false)

  /// Lets all through.
  func open() { isOpen.store(true, ordering: .releasing) }

  /// Waits until it is open.
  func pass() async {
    while !isOpen.load(ordering: .acquiring) { try? await Task.sleep(for: .milliseconds(5)) }
  }
}
