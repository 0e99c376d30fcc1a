package import HTTPTypes
import StrictJSON

/// What went wrong with a request, as RFC 9457 problem details: what the caller did, and where.
package struct Problem: Error, Sendable, Equatable {
  /// The status it is answered with.
  package var status: HTTPResponse.Status
  /// A stable name of the kind of problem, the last part of its `type`.
  package var code: String
  /// What happened, for the person who reads it.
  package var detail: String
  /// The field, parameter or header at fault, as a path such as `customer.email`.
  package var field: String?
  /// Seconds after which it is worth trying again.
  package var retryAfter: Int?

  init(_ status: HTTPResponse.Status, _ code: String, _ detail: String, field: String? = nil, retryAfter: Int? = nil) {
    self.status = status
    self.code = code
    self.detail = detail
    self.field = field
    self.retryAfter = retryAfter
  }

  /// 400: the body is not what it says it is.
  static func malformed(_ detail: String) -> Problem { Problem(.badRequest, "malformed_body", detail) }

  /// 422: a field has a value that can't be used.
  static func invalid(_ field: String, _ detail: String) -> Problem {
    Problem(.unprocessableContent, "invalid_field", "\(field) \(detail)", field: field)
  }

  /// 404: there is no such thing in the caller's program.
  static func notFound(_ what: String, field: String? = nil) -> Problem {
    Problem(.notFound, "not_found", "There is no \(what).", field: field)
  }

  /// 409: what is asked contradicts what is there.
  static func conflict(_ code: String, _ detail: String, field: String? = nil) -> Problem {
    Problem(.conflict, code, detail, field: field)
  }

  /// 401: no key, or one that is not known.
  static func unauthorized(_ detail: String) -> Problem {
    Problem(.unauthorized, "unauthorized", detail, field: "Authorization")
  }

  /// 403: the key may not do this.
  static func forbidden(_ detail: String) -> Problem {
    Problem(.forbidden, "forbidden", detail, field: "Authorization")
  }

  /// 503: try again, nothing was changed.
  static func unavailable(_ detail: String, retryAfter: Int = 2) -> Problem {
    Problem(.serviceUnavailable, "unavailable", detail, retryAfter: retryAfter)
  }

  /// The name of the kind of problem, whole.
  var type: String { "urn:resonance:problem:\(code)" }

  /// The document as it is sent.
  var json: JSON {
    var members: [JSON.Member] = [
      .init(name: "type", value: .string(type)),
      .init(name: "title", value: .string(status.reasonPhrase)),
      .init(name: "status", value: .integer(Int64(status.code))),
      .init(name: "detail", value: .string(detail)),
    ]
    if let field { members.append(.init(name: "field", value: .string(field))) }
    return .object(members)
  }
}
