import Crypto
import Foundation
import Postgres
import Synchronization
import TestSupport

/// A payment system that delivers its events on several connections, each again until it is taken.
final class WebhookLoad: Sendable {
  private struct State {
    var waiting: [String]
    var taken = 0
    var broken = 0
    var others: [Int: Int] = [:]
    var isOver = false
  }

  private let path: String
  private let secret: String
  private let port: Mutex<Int>
  private let state: Mutex<State>

  /// A load of these bodies, in this order as far as several connections have one.
  init(_ bodies: [String], to path: String, secret: String, port: Int) {
    self.path = path
    self.secret = secret
    self.port = Mutex(port)
    state = Mutex(State(waiting: bodies.reversed()))
  }

  /// How many deliveries were taken.
  var taken: Int { state.withLock { $0.taken } }

  /// How often a connection was refused or lost.
  var broken: Int { state.withLock { $0.broken } }

  /// How often each status but 200 was answered.
  var others: [Int: Int] { state.withLock { $0.others } }

  /// Goes on at another port: the service was started anew.
  func move(to port: Int) { self.port.withLock { $0 = port } }

  /// Delivers all of it, beside what the closure does.
  func run(connections: Int = 8, beside body: () async throws -> Void = {}) async throws {
    let running = Task {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<connections { group.addTask { try? await onOwnThread { self.deliver() } } }
      }
    }
    do {
      try await body()
    } catch {
      state.withLock { $0.isOver = true }
      await running.value
      throw error
    }
    await running.value
  }

  /// Waits until so many deliveries in all were taken.
  func reaches(_ count: Int) async throws {
    guard try await eventually({ taken >= count }) else {
      throw HTTPWire.Broken("only \(taken) deliveries were taken, others: \(others)")
    }
  }

  private func deliver() {
    var wire: HTTPWire?
    while let body = state.withLock({ $0.isOver ? nil : $0.waiting.popLast() }) {
      do {
        let open = try wire ?? HTTPWire(port: port.withLock { $0 })
        wire = open
        let fields = [("Content-Type", "application/json"), ("Stripe-Signature", signature(of: body))]
        try open.send(HTTPWire.request("POST", path, fields: fields, body: Array(body.utf8)))
        let answer = try open.receive()
        state.withLock { state in
          if answer.status == 200 {
            state.taken += 1
          } else {
            state.others[answer.status, default: 0] += 1
            state.waiting.insert(body, at: 0)
          }
        }
        if answer["connection"] == "close" { wire = nil }
        if answer.status != 200 { usleep(50_000) }
      } catch {
        wire = nil
        // Whether it was taken is not known: as providers do, it is sent again.
        state.withLock { state in
          state.broken += 1
          state.waiting.insert(body, at: 0)
        }
        usleep(20_000)
      }
    }
  }

  private func signature(of body: String) -> String {
    let time = Int(Date().timeIntervalSince1970)
    let code = HMAC<SHA256>.authenticationCode(
      for: Data("\(time).\(body)".utf8), using: SymmetricKey(data: Data(secret.utf8)))
    return "t=\(time),v1=" + code.map { String(format: "%02x", $0) }.joined()
  }
}
