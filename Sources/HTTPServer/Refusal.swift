package import HTTPTypes

/// Why a request is not handed to a handler, or its handler could not go on: a protocol error, a limit, no such route.
package struct Refusal: Error, Equatable, Sendable {
  /// The status to answer with.
  package var status: HTTPResponse.Status
  /// What is wrong, for the client to read: a short phrase in lower case without a full stop.
  package var reason: String

  /// A refusal with this status and reason.
  package init(_ status: HTTPResponse.Status, _ reason: String) {
    self.status = status
    self.reason = reason
  }

  static func malformed(_ reason: String) -> Refusal { Refusal(.badRequest, reason) }
}
