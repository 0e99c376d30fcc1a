import Glibc
import Synchronization

/// A server on a free port of 127.0.0.1 that says exactly what it is told to: each connection runs a script, on a
/// thread of its own.
final class Receiver: Sendable {
  private struct State {
    var descriptors: Set<Int32> = []
    var connections = 0
    var isOver = false
  }

  private let state = Mutex(State())
  private let listener: Int32
  let port: Int

  private init() throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let outcome = withUnsafeMutablePointer(to: &address) { [listener] pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 1_024) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    guard outcome else { throw Trouble() }
  }

  struct Trouble: Error {}

  /// Runs a server for the time of a closure.
  static func running<Value>(
    _ script: @escaping @Sendable (Peer) -> Void, _ body: (Receiver) async throws -> Value
  ) async throws -> Value {
    let receiver = try Receiver()
    thread {
      while true {
        let descriptor = accept(receiver.listener, nil, nil)
        guard descriptor >= 0, receiver.takeIn(descriptor) else { break }
        thread {
          script(Peer(descriptor: descriptor))
          receiver.letGo(descriptor)
        }
      }
      close(receiver.listener)
    }
    defer { receiver.stop() }
    return try await body(receiver)
  }

  /// A port of 127.0.0.1 that nobody listens on.
  static func deadPort() throws -> Int {
    let receiver = try Receiver()
    close(receiver.listener)
    return receiver.port
  }

  var url: String { "http://127.0.0.1:\(port)/" }

  /// How many connections there have been.
  var connections: Int { state.withLock { $0.connections } }

  /// How many are open.
  var open: Int { state.withLock { $0.descriptors.count } }

  private func takeIn(_ descriptor: Int32) -> Bool {
    state.withLock { state in
      guard !state.isOver else {
        close(descriptor)
        return false
      }
      state.connections += 1
      state.descriptors.insert(descriptor)
      return true
    }
  }

  private func letGo(_ descriptor: Int32) {
    state.withLock { state in
      state.descriptors.remove(descriptor)
      close(descriptor)
    }
  }

  private func stop() {
    state.withLock { state in
      state.isOver = true
      for descriptor in state.descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
    shutdown(listener, Int32(SHUT_RDWR))
  }
}

/// The server's end of one connection.
final class Peer {
  private let descriptor: Int32
  private var received: [UInt8] = []

  struct Request {
    var head: String
    var body: [UInt8]
  }

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// The next request, framed by its length; nil when the client has closed.
  func request() -> Request? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let start = received.indices.first(where: { received[$0...].starts(with: end) }) {
        let head = String(decoding: received[..<start], as: UTF8.self)
        let field = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
        let length = field.flatMap { Int($0.drop { $0 != ":" }.dropFirst().drop { $0 == " " }) } ?? 0
        while received.count < start + 4 + length { guard fill() else { return nil } }
        let body = Array(received[(start + 4)..<(start + 4 + length)])
        received.removeFirst(start + 4 + length)
        return Request(head: head, body: body)
      }
      guard fill() else { return nil }
    }
  }

  private func fill() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return false }
    received += buffer[..<count]
    return true
  }

  /// Sends all of it; false when the client has closed.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Answers with a body framed by its length.
  func answer(_ status: Int = 200, fields: String = "", _ body: [UInt8] = []) {
    send(Array("HTTP/1.1 \(status) Any\r\n\(fields)Content-Length: \(body.count)\r\n\r\n".utf8) + body)
  }

  /// Says that nothing more comes, and waits for the client to close.
  func finish() {
    shutdown(descriptor, Int32(SHUT_WR))
    waitForClose()
  }

  /// Takes in and forgets all that comes until the client closes.
  func waitForClose() {
    while fill() { received = [] }
  }
}

private func thread(_ work: @escaping @Sendable () -> Void) {
  final class Box: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
  var thread = pthread_t()
  let outcome = pthread_create(
    &thread, nil,
    { pointer in
      Unmanaged<Box>.fromOpaque(pointer!).takeRetainedValue().run()
      return nil
    }, Unmanaged.passRetained(Box(work)).toOpaque())
  precondition(outcome == 0)
  pthread_detach(thread)
}
