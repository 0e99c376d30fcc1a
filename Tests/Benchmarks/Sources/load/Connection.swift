import Glibc

/// A system call that failed.
struct SystemFailure: Error, CustomStringConvertible {
  var call: String
  var code = errno

  var description: String { "\(call): \(unsafe String(cString: strerror(code)))" }
}

/// One keep-alive connection of a closed loop: at most one request in flight.
final class Connection {
  /// The socket; non-blocking.
  let socket: Int32
  /// When the request in flight was sent, on the monotonic clock in nanoseconds; nil while none is.
  private(set) var sentAt: UInt64?

  private var buffer = [UInt8](repeating: 0, count: 16 * 1024)
  private var filled = 0
  private var head: ResponseHead?
  private var bodyLeft = 0

  /// Connects to an IPv4 address.
  init(address: String, port: UInt16) throws {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    guard unsafe inet_pton(AF_INET, address, &name.sin_addr) == 1 else {
      throw SystemFailure(call: "\(address) as an IPv4 address", code: EINVAL)
    }
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw SystemFailure(call: "socket") }
    let connected = unsafe withUnsafeBytes(of: &name) { bytes in
      unsafe connect(
        socket, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
    }
    var on: Int32 = 1
    guard connected == 0,
      unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size)) == 0,
      fcntl(socket, F_SETFL, O_NONBLOCK) == 0
    else {
      let failure = SystemFailure(call: "connecting to \(address):\(port)")
      close(socket)
      throw failure
    }
  }

  deinit { close(socket) }

  /// Sends one whole request. A connection that turns out lost shows at the next read.
  func send(_ request: [UInt8], at now: UInt64) {
    sentAt = now
    // A few hundred bytes into an empty send buffer go whole or not at all.
    _ = unsafe Glibc.send(socket, request, request.count, Int32(MSG_NOSIGNAL))
  }

  /// What reading brought.
  enum Arrival {
    /// The response has not come whole.
    case part
    /// The response to the request in flight, and when that was sent.
    case response(ResponseHead, sentAt: UInt64)
    /// The server closed the connection, or it broke.
    case end
  }

  /// Reads once what the socket holds.
  func receive() throws(MalformedResponse) -> Arrival {
    let room = buffer.count - filled
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe recv(socket, bytes.baseAddress! + filled, room, 0)
    }
    guard count > 0 else {
      return count < 0 && (errno == EAGAIN || errno == EINTR) ? .part : .end
    }
    guard let sentAt else { throw MalformedResponse(reason: "bytes that no request asked for") }
    if head == nil {
      filled += count
      guard let parsed = try ResponseHead.parse(buffer, count: filled) else {
        guard filled < buffer.count else { throw MalformedResponse(reason: "a head of over 16 KiB") }
        return .part
      }
      head = parsed
      bodyLeft = parsed.bodyLength - (filled - parsed.length)
      filled = 0
    } else {
      bodyLeft -= count
    }
    guard bodyLeft >= 0 else { throw MalformedResponse(reason: "more bytes than Content-Length says") }
    guard bodyLeft == 0, let whole = head else { return .part }
    head = nil
    self.sentAt = nil
    return .response(whole, sentAt: sentAt)
  }
}
