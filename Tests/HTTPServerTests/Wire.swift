import Glibc
import HTTPTypes
import Logging

@testable import HTTPServer

/// A client's end of a TCP connection, to say exactly what bytes go over the wire and see what comes back. Blocking
/// calls with a time limit, on a thread of their own.
final class Wire: Sendable {
  private let descriptor: Int32

  init(port: Int) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw WireError() }
    var limit = timeval(tv_sec: 180, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let outcome = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard outcome == 0 else {
      close(descriptor)
      throw WireError()
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  struct WireError: Error {}

  /// Sends all of it; false if the server has closed.
  @discardableResult
  func send(_ bytes: some Collection<UInt8>) -> Bool {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Sends in small pieces, each in a segment of its own as far as the kernel lets it.
  func send(_ text: String, inPiecesOf size: Int) {
    var yes: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      send(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
  }

  /// Closes the sending side alone.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Breaks the connection off.
  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// The next bytes; empty at the end; nil if the connection broke or nothing came in time.
  func receive() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    return count < 0 ? nil : Array(buffer[..<count])
  }

  /// Everything until the server closes.
  func receiveAll() -> String {
    var all: [UInt8] = []
    while let part = receive(), !part.isEmpty { all += part }
    return String(decoding: all, as: UTF8.self)
  }

  /// Everything until what came satisfies a condition, or the server closes.
  func receive(until condition: (String) -> Bool) -> String {
    var all: [UInt8] = []
    while let part = receive(), !part.isEmpty {
      all += part
      if condition(String(decoding: all, as: UTF8.self)) { break }
    }
    return String(decoding: all, as: UTF8.self)
  }
}

/// Blocks the thread for a while.
func pause(milliseconds: UInt32) {
  usleep(milliseconds * 1000)
}

/// Runs blocking calls off the cooperative threads.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    let box = Box { continuation.resume(with: Result(catching: work)) }
    var thread = pthread_t()
    let outcome = pthread_create(
      &thread, nil,
      { pointer in
        Unmanaged<Box>.fromOpaque(pointer!).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(box).toOpaque())
    precondition(outcome == 0)
    pthread_detach(thread)
  }
}

private final class Box: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
