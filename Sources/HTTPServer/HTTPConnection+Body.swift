internal import HTTPTypes
internal import Sockets

extension HTTPConnection {
  /// Makes the body of the request at hand ready to be read.
  func openBody(limit: Int) {
    guard head.facts.framing != .none else {
      body = nil
      return
    }
    bodyStart = loop.now
    body = BodyReader(
      framing: head.facts.framing, limit: limit,
      owesContinue: head.facts.expectsContinue && head.facts.isAtLeast11 && consumed == input.count,
      limits: house.headLimits)
  }

  /// Reads a request's body to its end.
  func collectBody(of request: UInt64) async throws(BodyError) -> [UInt8] {
    var collected: [UInt8] = []
    // The length announced is only a promise: memory is set aside as bytes come.
    if case .length(let remaining) = body?.state { collected.reserveCapacity(min(remaining, 65_536)) }
    while let part = try await nextBodyPart(of: request) {
      collected.append(contentsOf: part)
    }
    return collected
  }

  /// Reads a piece of a request's body; nil at its end.
  func nextBodyPart(of request: UInt64) async throws(BodyError) -> [UInt8]? {
    guard request == number, body != nil, !isReadingBody else { throw .unavailable }
    isReadingBody = true
    defer { isReadingBody = false }
    var part: [UInt8] = []
    while true {
      guard var reader = body, request == number else { throw .unavailable }
      body = nil
      let outcome: Result<Int, BodyError>
      do throws(BodyError) {
        outcome = .success(try reader.take(from: input.span.extracting(consumed...), appendingTo: &part))
      } catch {
        outcome = .failure(error)
      }
      body = reader
      consume(try outcome.get())
      if !part.isEmpty { return part }
      if reader.isComplete { return nil }
      try await receiveBody()
    }
  }

  /// Waits for more of the body.
  private func receiveBody() async throws(BodyError) {
    if body?.owesContinue == true {
      body?.owesContinue = false
      output.append(contentsOf: Self.goOn)
    }
    guard await flush() else { throw fail(.disconnected) }
    let allowance = house.bodyTimeout &+ house.allowance(octets: body?.received ?? 0)
    switch await fill(until: bodyStart.advanced(nanoseconds: allowance)) {
    case .bytes: return
    case .timedOut: throw fail(.timedOut)
    case .end, .broken: throw fail(.disconnected)
    }
  }

  private func fail(_ error: BodyError) -> BodyError {
    body?.state = .failed(error)
    return error
  }

  /// Whether what is left of the body can be read and dropped, so that the connection can go on.
  func mayDrain() -> Bool {
    guard let body else { return true }
    guard !isReadingBody else { return false }
    switch body.state {
    case .complete: return true
    case .failed: return false
    // A client that was not told to go on may send the body or leave it out: there is no telling what comes next.
    case .length(let remaining): return !body.owesContinue && remaining <= house.configuration.drainLimit
    case .chunked: return !body.owesContinue
    }
  }

  /// Reads and drops the rest of the body; false if that did not work out within its bounds.
  func drainBody() async -> Bool {
    var budget = house.configuration.drainLimit
    do throws(BodyError) {
      while let part = try await nextBodyPart(of: number) {
        budget -= part.count
        if budget < 0 { return false }
      }
      return true
    } catch {
      return false
    }
  }

  private static let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
}
