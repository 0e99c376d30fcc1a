import Glibc
import Wire

/// An HTTP/1.1 server on one thread, for webhooks alone.
struct Receiver {
  /// Where it listens.
  let port: UInt16

  private let listener: Int32
  private let readiness: Readiness
  /// By socket.
  private var guests: [Guest?] = []
  private var reception = Reception()

  /// Listens on a port of 127.0.0.1; 0 takes a free one.
  init(port: UInt16) throws {
    let (listener, port) = try Self.listen(on: port)
    self.listener = listener
    self.port = port
    readiness = try Readiness(capacity: 256)
    try readiness.watch(listener, as: Int(listener))
  }

  private static func listen(on port: UInt16) throws -> (socket: Int32, port: UInt16) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard listener >= 0 else { throw SystemFailure(call: "socket") }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = unsafe withUnsafeMutableBytes(of: &name) { bytes in
      let address = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress!
      return unsafe bind(listener, address, length) == 0 && Glibc.listen(listener, 1024) == 0
        && getsockname(listener, address, &length) == 0
    }
    guard bound, fcntl(listener, F_SETFL, O_NONBLOCK) == 0 else {
      let failure = SystemFailure(call: "listening on 127.0.0.1:\(port)")
      close(listener)
      throw failure
    }
    return (listener, UInt16(bigEndian: name.sin_port))
  }

  /// Receives for good.
  mutating func run() throws {
    var failure: (any Error)?
    while true {
      try readiness.wait { socket in
        do {
          if socket == Int(listener) { try accept() } else { serve(socket) }
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
    }
  }

  private mutating func accept() throws {
    while true {
      let socket = Glibc.accept(listener, nil, nil)
      guard socket >= 0 else {
        if errno == EAGAIN || errno == EINTR || errno == ECONNABORTED { return }
        throw SystemFailure(call: "accept")
      }
      let guest = try Guest(socket: socket)
      if guests.count <= Int(socket) {
        guests += Array(repeating: nil, count: Int(socket) + 1 - guests.count)
      }
      guests[Int(socket)] = guest
      try readiness.watch(socket, as: Int(socket))
    }
  }

  private mutating func serve(_ socket: Int) {
    guard let guest = guests[socket] else { return }
    do throws(MalformedRequest) {
      if try !guest.receive({ answer($0) }) { guests[socket] = nil }
    } catch {
      print("a connection is closed: \(error.reason)")
      guests[socket] = nil
    }
  }

  /// What a request is answered; nil: nothing.
  private mutating func answer(_ request: Guest.Request) -> [UInt8]? {
    switch (request.method, request.path) {
    case ("GET", "/report"): return Self.ok(reception.lines.joined(separator: "\n") + "\n")
    case ("GET", "/reset"):
      reception = Reception()
      return Self.ok("")
    case ("POST", let path) where path.hasPrefix("/hang/"):
      reception.hang()
      return nil
    case ("POST", let path) where path.hasPrefix("/good/"):
      reception.receive(path: path, id: request.webhookID, body: request.body.span, at: Self.now())
      return Self.taken
    default: return Self.unknown
    }
  }

  private static let taken = ok("")
  private static let unknown = Array("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".utf8)

  private static func ok(_ text: String) -> [UInt8] {
    Array("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)".utf8)
  }

  private static func now() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}
