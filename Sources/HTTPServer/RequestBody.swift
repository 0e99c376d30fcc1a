internal import HTTPTypes

/// Why a request body could not be read. A handler does best to let it through: the server answers it with the
/// refusal it stands for, and closes the connection.
package enum BodyError: Error, Equatable, Sendable {
  /// Longer than the route's limit, in octets.
  case tooLarge(limit: Int)
  /// Framing that is broken, and how.
  case malformed(String)
  /// It came too slowly.
  case timedOut
  /// The client went away in the middle.
  case disconnected
  /// It was read before, is being read by another task, or its request was already answered.
  case unavailable

  /// What the client is answered.
  var refusal: Refusal {
    switch self {
    case .tooLarge(let limit): Refusal(.contentTooLarge, "a body of more than \(limit) octets")
    case .malformed(let reason): Refusal(.badRequest, reason)
    case .timedOut: Refusal(.requestTimeout, "a body that came too slowly")
    case .disconnected: Refusal(.badRequest, "a body that ended early")
    case .unavailable: Refusal(.internalServerError, "the body is not available")
    }
  }
}

/// The body of a request, read from the connection as the handler asks for it. Reading it sends `100 Continue` to a
/// client that waits for that.
package struct RequestBody: Sendable {
  let connection: HTTPConnection?
  /// Which of the connection's requests it belongs to.
  let request: UInt64

  /// True if the request announces no body at all.
  package var isEmpty: Bool { connection == nil }

  /// Everything (or everything not yet read), at most the route's limit.
  package func collect() async throws(BodyError) -> [UInt8] {
    guard let connection else { return [] }
    return try await connection.collectBody(of: request)
  }

  /// The next piece, never empty; nil at the end. For bodies that are not to be held in memory at once.
  package func next() async throws(BodyError) -> [UInt8]? {
    guard let connection else { return nil }
    return try await connection.nextBodyPart(of: request)
  }
}
