package import HTTPTypes

/// What a handler answers. `Date`, the framing fields and `Connection` are the server's to add; those that a handler
/// sets are left out, but for `Connection: close`, which is heeded.
package struct Response: Sendable {
  /// The status; not a 1xx.
  package var status: HTTPResponse.Status
  /// The header fields.
  package var headers: HTTPFields
  /// More fields, as they go over the wire: `Name: value` and CR LF each. For a handler that is asked so often that
  /// making `headers` counts; nothing checks them, so none may come from a client or be one of the server's own.
  package var rawFields: [UInt8] = []
  /// The body; left out in the answer to HEAD and with 204 and 304.
  package var body: ResponseBody

  /// A response from its parts.
  package init(_ status: HTTPResponse.Status, headers: HTTPFields = [:], body: ResponseBody = .empty) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// The body of a response.
package enum ResponseBody: Sendable {
  /// None.
  case empty
  /// All of it, with a Content-Length.
  case bytes([UInt8])
  /// Made while it is sent, in the chunked coding (to HTTP/1.0 until the connection closes). If the closure throws, the
  /// connection is cut, so that the client knows the body is not whole.
  case stream(@Sendable (ResponseWriter) async throws -> Void)

  /// A text as UTF-8.
  package static func text(_ text: String) -> ResponseBody { .bytes(Array(text.utf8)) }
}

/// Where a streamed body is written to.
package final class ResponseWriter {
  private let connection: HTTPConnection

  init(_ connection: HTTPConnection) {
    self.connection = connection
  }

  /// Sends some bytes; returns once the kernel has taken them, so a slow client slows the writer down. Throws when the
  /// client is gone or too slow.
  package func write(_ bytes: [UInt8]) async throws {
    try await connection.write(chunk: bytes)
  }

  /// Sends a text as UTF-8.
  package func write(_ text: String) async throws {
    try await write(Array(text.utf8))
  }
}

/// The client went away, or took too long, while a response was sent to it.
package struct ClientGone: Error {}
