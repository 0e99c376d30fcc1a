import Foundation
import Postgres

/// One request to a server on this machine, with exactly the fields that are given, and what came back.
struct Visit: Sendable {
  /// The status code.
  let status: Int
  /// The fields, names in lower case.
  let fields: [(name: String, value: String)]
  /// The body.
  let body: String

  /// A field's value.
  subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  /// The click's id in the query of the `Location`.
  var click: String? {
    guard let location = self["location"], let range = location.range(of: "rsn_click=") else { return nil }
    return String(location[range.upperBound...].prefix(36))
  }

  /// The visitor's id in `Set-Cookie`.
  var visitor: String? {
    guard let cookie = self["set-cookie"], cookie.hasPrefix("rsn_visitor=") else { return nil }
    return String(cookie.dropFirst("rsn_visitor=".count).prefix(36))
  }

  /// A browser that says what most do.
  static let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

  /// Asks once, on a thread of its own.
  static func to(
    _ path: String, port: Int, method: String = "GET", agent: String? = firefox, visitor: String? = nil,
    host: String = "localhost", fields: [(String, String)] = []
  ) async throws -> Visit {
    var request = "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n"
    if let agent { request += "User-Agent: \(agent)\r\n" }
    if let visitor { request += "Cookie: theme=dark; rsn_visitor=\(visitor); lang=en\r\n" }
    for (name, value) in fields { request += "\(name): \(value)\r\n" }
    let text = request + "\r\n"
    return try await onOwnThread { try Visit(answer: exchange(text, port: port)) }
  }

  private struct Broken: Error {
    let reason: String
  }

  private init(answer: String) throws {
    guard let end = answer.range(of: "\r\n\r\n") else { throw Broken(reason: "no head in: \(answer)") }
    let lines = answer[..<end.lowerBound].split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw Broken(reason: "no status in: \(answer)")
    }
    self.status = status
    fields = lines.dropFirst().map { line in
      let colon = line.firstIndex(of: ":") ?? line.endIndex
      return (line[..<colon].lowercased(), String(line[colon...].drop { $0 == ":" || $0 == " " }))
    }
    body = String(answer[end.upperBound...])
  }

  private static func exchange(_ text: String, port: Int) throws -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Broken(reason: "no socket: \(errno)") }
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 180, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let outcome = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard outcome == 0 else { throw Broken(reason: "no connection: \(errno)") }
    let request = Array(text.utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      throw Broken(reason: "not sent: \(errno)")
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count >= 0 else { throw Broken(reason: "not received: \(errno)") }
      if count == 0 { return String(decoding: answer, as: UTF8.self) }
      answer += buffer[..<count]
    }
  }
}
