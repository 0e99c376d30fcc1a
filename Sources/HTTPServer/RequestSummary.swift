package import HTTPTypes

/// What became of one request, for metrics and logs.
package struct RequestSummary: Sendable {
  /// Nil if the request could not be read.
  package var method: HTTPRequest.Method?
  /// The pattern of the route that answered, `/r/{code}`; nil if there was none.
  package var pattern: String?
  /// The status code answered.
  package var status: Int
  /// From the whole header to the response handed over to be sent, in nanoseconds.
  package var nanoseconds: UInt64
}
