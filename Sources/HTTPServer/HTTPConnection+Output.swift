internal import HTTPTypes
internal import Sockets

extension HTTPConnection {
  /// Whether a body follows the head of this response to the request at hand.
  func hasBody(_ response: Response) -> Bool {
    Self.mayHaveBody(response) && head.facts.method != .head
  }

  private static func mayHaveBody(_ response: Response) -> Bool {
    response.status.code != 204 && response.status.code != 304
  }

  /// Puts a response, but for a streamed body, where it will be sent from.
  /// - Parameter goesOn: whether the connection could be used again.
  /// - Returns: whether it can, as far as the response lets it.
  func compose(_ response: Response, goesOn: Bool) -> Bool {
    var goesOn = goesOn
    output.append(contentsOf: StatusLine.bytes(response.status))
    appendDate()
    for field in response.headers {
      if Self.isOurs(field.name) {
        if field.name == .connection, field.value.lowercased() == "close" { goesOn = false }
        continue
      }
      output.append(contentsOf: field.name.rawName.utf8)
      output.append(contentsOf: Self.colon)
      output.append(contentsOf: field.value.utf8)
      output.append(contentsOf: Self.lineEnd)
    }
    output.append(contentsOf: response.rawFields)
    if Self.mayHaveBody(response) {
      switch response.body {
      case .empty: appendLength(0)
      case .bytes(let bytes): appendLength(bytes.count)
      case .stream where head.facts.isAtLeast11: output.append(contentsOf: Self.chunkedField)
      case .stream: goesOn = false
      }
    }
    if !goesOn {
      output.append(contentsOf: Self.closeField)
    } else if !head.facts.isAtLeast11 {
      output.append(contentsOf: Self.keepAliveField)
    }
    output.append(contentsOf: Self.lineEnd)
    if case .bytes(let bytes) = response.body, hasBody(response) { output.append(contentsOf: bytes) }
    return goesOn
  }

  /// Sends a body while it is made; false if it could not be sent whole.
  func stream(_ produce: @Sendable (ResponseWriter) async throws -> Void) async -> Bool {
    streaming = head.facts.isAtLeast11 ? .chunked : .raw
    defer { streaming = .no }
    do {
      try await produce(ResponseWriter(self))
    } catch {
      // The end of the connection would look like the end of the body.
      if streaming == .raw { socket.reset() }
      return false
    }
    if streaming == .chunked { output.append(contentsOf: Self.lastChunk) }
    return true
  }

  /// A piece of a streamed body.
  func write(chunk: [UInt8]) async throws {
    guard streaming != .no else { throw ClientGone() }
    guard !chunk.isEmpty else { return }
    if streaming == .chunked {
      output.append(contentsOf: String(chunk.count, radix: 16).utf8)
      output.append(contentsOf: Self.lineEnd)
    }
    output.append(contentsOf: chunk)
    if streaming == .chunked { output.append(contentsOf: Self.lineEnd) }
    guard await flush() else { throw ClientGone() }
    if mustGiveWay() { await Task.yield() }
  }

  /// Sends all output, waiting for the client to take it if need be; false if it is gone or too slow.
  func flush() async -> Bool {
    guard sent < output.count else { return socket.isOpen }
    let allowance = house.writeTimeout &+ house.allowance(octets: output.count - sent)
    let deadline = loop.now.advanced(nanoseconds: allowance)
    while !sendSome() {
      guard socket.isOpen, await socket.writable(until: deadline) == .ready else {
        socket.interrupt()
        return false
      }
    }
    return socket.isOpen
  }

  /// Hands output to the kernel until it takes no more; true when there is none left to send.
  func sendSome() -> Bool {
    while sent < output.count {
      switch socket.send(output, from: sent) {
      case .bytes(let count): sent += count
      case .wouldBlock: return false
      case .failed:
        socket.close()
        return true
      }
    }
    sent = 0
    if output.capacity > 16_384 { output = [] } else { output.removeAll(keepingCapacity: true) }
    return true
  }

  /// Sees to it that responses before this one leave although its handler may take long.
  func planFlush() {
    guard sent < output.count, !flushIsPlanned else { return }
    flushIsPlanned = true
    loop.atEndOfTurn {
      self.assumeIsolated { connection in
        connection.flushIsPlanned = false
        _ = connection.sendSome()
      }
    }
  }

  private func appendDate() {
    register.date.refresh(second: WallClock.second)
    output.append(contentsOf: register.date.field)
  }

  private func appendLength(_ count: Int) {
    output.append(contentsOf: Self.lengthField)
    output.append(contentsOf: String(count).utf8)
    output.append(contentsOf: Self.lineEnd)
  }

  /// The fields that the server alone writes.
  private static func isOurs(_ name: HTTPField.Name) -> Bool {
    switch name.canonicalName {
    case "date", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "trailer": true
    default: false
    }
  }

  private static let colon = Array(": ".utf8)
  private static let lineEnd = Array("\r\n".utf8)
  private static let lengthField = Array("Content-Length: ".utf8)
  private static let chunkedField = Array("Transfer-Encoding: chunked\r\n".utf8)
  private static let closeField = Array("Connection: close\r\n".utf8)
  private static let keepAliveField = Array("Connection: keep-alive\r\n".utf8)
  private static let lastChunk = Array("0\r\n\r\n".utf8)
}
