internal import Sockets

/// The connections of one loop, and what they share on its thread. Touched on that thread alone.
final class Register: @unchecked Sendable {
  let loop: EventLoop
  var date = HTTPDate()
  private(set) var isDraining = false
  private var connections: [ObjectIdentifier: HTTPConnection] = [:]

  init(loop: EventLoop) {
    self.loop = loop
  }

  func enter(_ connection: HTTPConnection) {
    precondition(loop.isCurrent)
    connections[ObjectIdentifier(connection)] = connection
  }

  func leave(_ connection: HTTPConnection) {
    precondition(loop.isCurrent)
    connections[ObjectIdentifier(connection)] = nil
  }

  /// Closes idle connections and lets the others finish the request they are at.
  func drain() {
    isDraining = true
    for connection in connections.values {
      connection.assumeIsolated { $0.drain() }
    }
  }

  /// Cuts every connection and cancels what its handler does.
  func cut() {
    for connection in connections.values {
      connection.assumeIsolated { $0.cut() }
    }
  }

  /// Closes up to so many idle connections, the longest idle first.
  func shed(_ count: Int) {
    let idle = connections.values
      .compactMap { connection in connection.assumeIsolated { $0.idleSince }.map { (connection, $0) } }
      .sorted { $0.1 < $1.1 }
    for (connection, _) in idle.prefix(count) {
      connection.assumeIsolated { $0.drain() }
    }
  }
}
