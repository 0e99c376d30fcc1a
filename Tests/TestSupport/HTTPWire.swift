internal import Glibc
internal import Postgres

/// A client's connection to a server on this machine, which says exactly what it is told to and follows no redirect.
/// Its calls block, each for three minutes at most: it lives on a thread of its own.
package final class HTTPWire {
  /// What went wrong on the way.
  package struct Broken: Error, CustomStringConvertible {
    /// In words.
    package let description: String

    /// Something that went wrong.
    package init(_ description: String) { self.description = description }
  }

  private let descriptor: Int32
  private var received: [UInt8] = []

  /// Connects.
  package init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Broken("no socket: \(errno)") }
    var limit = timeval(tv_sec: 180, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let outcome = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    // What is thrown from here on ends this object, which closes the socket.
    guard outcome == 0 else { throw Broken("no connection: \(errno)") }
  }

  deinit { close(descriptor) }

  /// Asks once on a connection of its own.
  package static func ask(
    _ method: String, _ target: String, port: Int, fields: [(String, String)] = [], body: [UInt8]? = nil
  ) async throws -> HTTPAnswer {
    let request = HTTPWire.request(method, target, fields: fields + [("Connection", "close")], body: body)
    return try await onOwnThread {
      let wire = try HTTPWire(port: port)
      try wire.send(request)
      return try wire.receive(hasBody: method != "HEAD")
    }
  }

  /// The bytes of a request; a body is framed by its length.
  package static func request(
    _ method: String, _ target: String, fields: [(String, String)] = [], body: [UInt8]? = nil
  ) -> [UInt8] {
    var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n"
    for (name, value) in fields { head += "\(name): \(value)\r\n" }
    if let body { head += "Content-Length: \(body.count)\r\n" }
    return Array((head + "\r\n").utf8) + (body ?? [])
  }

  /// Sends all of it.
  package func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw Broken("not sent: \(errno)") }
      rest = rest.dropFirst(count)
    }
  }

  /// Says that nothing more will be sent.
  package func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Waits for an interim answer, such as the `100 Continue` that says that the body is waited for; its status.
  package func receiveInterim() throws -> Int { try receiveHead().status }

  /// The next answer; interim ones are passed over.
  package func receive(hasBody: Bool = true) throws -> HTTPAnswer {
    while true {
      let head = try receiveHead()
      if (100..<200).contains(head.status) { continue }
      guard hasBody, head.status != 204, head.status != 304 else { return head }
      return HTTPAnswer(status: head.status, fields: head.fields, body: try receiveBody(of: head))
    }
  }

  /// Waits until a text has come, and takes all up to its end, framing included: for a body that is made while it is sent.
  package func receive(through text: String) throws -> String {
    String(decoding: try take(through: Array(text.utf8)), as: UTF8.self)
  }

  private func receiveHead() throws -> HTTPAnswer {
    let head = String(decoding: try take(through: Array("\r\n\r\n".utf8)), as: UTF8.self)
    let lines = head.split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw Broken("no status in \(head)")
    }
    let fields = lines.dropFirst().map { line in
      let colon = line.firstIndex(of: ":") ?? line.endIndex
      return HTTPAnswer.Field(
        name: line[..<colon].lowercased(), value: String(line[colon...].drop { $0 == ":" || $0 == " " }))
    }
    return HTTPAnswer(status: status, fields: fields, body: [])
  }

  private func receiveBody(of head: HTTPAnswer) throws -> [UInt8] {
    if head["transfer-encoding"] == "chunked" {
      var body: [UInt8] = []
      while true {
        let line = String(decoding: try take(through: [0x0D, 0x0A]).dropLast(2), as: UTF8.self)
        guard let size = Int(line, radix: 16) else { throw Broken("no chunk size: \(line)") }
        body += try take(size)
        _ = try take(2)
        if size == 0 { return body }
      }
    }
    guard let length = head["content-length"].flatMap({ Int($0) }) else {
      while try fill() {}
      defer { received = [] }
      return received
    }
    return try take(length)
  }

  private func take(_ count: Int) throws -> [UInt8] {
    while received.count < count {
      guard try fill() else { throw Broken("closed after \(received.count) of \(count) bytes") }
    }
    defer { received.removeFirst(count) }
    return Array(received.prefix(count))
  }

  private func take(through end: [UInt8]) throws -> [UInt8] {
    var start = 0
    while true {
      while start + end.count <= received.count {
        if received[start..<(start + end.count)].elementsEqual(end) { return try take(start + end.count) }
        start += 1
      }
      guard try fill() else { throw Broken("closed after \(received.count) bytes") }
    }
  }

  /// Whether more came before the end.
  private func fill() throws -> Bool {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count >= 0 else { throw Broken("not received: \(errno)") }
    received += buffer[..<count]
    return count > 0
  }
}
