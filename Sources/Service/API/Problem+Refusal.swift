import HTTPServer
import HTTPTypes

extension Problem {
  /// What the server refused before any handler saw it.
  init(_ refusal: Refusal) {
    let code =
      switch refusal.status {
      case .notFound: "no_such_path"
      case .methodNotAllowed: "method_not_allowed"
      case .contentTooLarge: "body_too_large"
      case .requestTimeout: "timeout"
      case .uriTooLong: "target_too_long"
      case .requestHeaderFieldsTooLarge: "header_too_large"
      default: "malformed_request"
      }
    let reason = refusal.reason
    self.init(refusal.status, code, reason.prefix(1).uppercased() + reason.dropFirst() + ".")
  }
}
