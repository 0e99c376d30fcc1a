internal import HTTPTypes

/// The status lines, ready to be sent.
enum StatusLine {
  private static let known: [HTTPResponse.Status] = [
    .ok, .created, .accepted, .nonAuthoritativeInformation, .noContent, .resetContent, .partialContent,
    .multipleChoices, .movedPermanently, .found, .seeOther, .notModified, .temporaryRedirect, .permanentRedirect,
    .badRequest, .unauthorized, .forbidden, .notFound, .methodNotAllowed, .notAcceptable,
    .proxyAuthenticationRequired, .requestTimeout, .conflict, .gone, .lengthRequired, .preconditionFailed,
    .contentTooLarge, .uriTooLong, .unsupportedMediaType, .rangeNotSatisfiable, .expectationFailed,
    .misdirectedRequest, .unprocessableContent, .tooEarly, .upgradeRequired, .preconditionRequired, .tooManyRequests,
    .requestHeaderFieldsTooLarge, .unavailableForLegalReasons, .internalServerError, .notImplemented, .badGateway,
    .serviceUnavailable, .gatewayTimeout, .httpVersionNotSupported, .networkAuthenticationRequired,
  ]

  private static let lines: [[UInt8]] = {
    var lines = (0..<1000).map { Array("HTTP/1.1 \($0) \r\n".utf8) }
    for status in known { lines[status.code] = Array("HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n".utf8) }
    return lines
  }()

  /// `HTTP/1.1 302 Found` with its CR LF; the phrase is the registered one, whatever the status carries.
  static func bytes(_ status: HTTPResponse.Status) -> [UInt8] { lines[status.code] }
}
