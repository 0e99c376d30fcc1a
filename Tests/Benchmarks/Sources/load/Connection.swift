import Glibc
import Wire

/// One keep-alive connection: at most one request in flight.
final class Connection {
  /// The socket; non-blocking.
  let socket: Int32
  /// When the request in flight was sent, or was due, on the monotonic clock in nanoseconds; nil while none is.
  private var since: UInt64?
  /// What the socket has not taken yet of the request in flight, and from where on.
  private var unsent: [UInt8] = []
  private var unsentStart = 0

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
      // Which ends this object, and that closes the socket.
      throw SystemFailure(call: "connecting to \(address):\(port)")
    }
  }

  deinit { close(socket) }

  /// Whether a request is in flight.
  var isWaiting: Bool { since != nil }

  /// Whether a part of the request in flight waits for room in the socket.
  var hasUnsent: Bool { !unsent.isEmpty }

  /// Sends one request, as much of it as the socket takes at once. A connection that turns out lost shows at the next
  /// read.
  func send(_ request: [UInt8], since time: UInt64) {
    since = time
    let count = unsafe Glibc.send(socket, request, request.count, Int32(MSG_NOSIGNAL))
    if count < request.count, count >= 0 || errno == EAGAIN {
      unsent = request
      unsentStart = max(0, count)
    }
  }

  /// Goes on with what the socket had not taken.
  func sendRest() {
    let count = unsafe unsent.withUnsafeBytes { bytes in
      unsafe Glibc.send(socket, bytes.baseAddress! + unsentStart, bytes.count - unsentStart, Int32(MSG_NOSIGNAL))
    }
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    unsentStart += count
    if count < 0 || unsentStart == unsent.count { unsent = [] }
  }

  /// What reading brought.
  enum Arrival {
    /// The response has not come whole.
    case part
    /// The response to the request in flight, and when that was sent or due.
    case response(ResponseHead, since: UInt64)
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
    guard let since else { throw MalformedResponse(reason: "bytes that no request asked for") }
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
    self.since = nil
    return .response(whole, since: since)
  }
}
