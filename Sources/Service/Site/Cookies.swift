import HTTPServer
import HTTPTypes

/// Cookies, as RFC 6265 has them.
enum Cookies {
  /// The value of a cookie; nil where it did not come.
  static func value(_ name: String, in request: Request) -> String? {
    for pair in (request.header(.cookie) ?? "").split(separator: ";") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0].drop(while: { $0 == " " || $0 == "\t" }) == name else { continue }
      return String(parts[1])
    }
    return nil
  }

  /// A cookie that scripts can't read and that other sites' forms don't send.
  /// - Parameters:
  ///   - value: of letters, digits and `-._~%`.
  ///   - seconds: how long it is kept; 0 takes it away.
  static func field(
    _ name: String, _ value: String, path: String, seconds: Int, isSecure: Bool
  ) -> HTTPField {
    HTTPField(
      name: .setCookie,
      value: "\(name)=\(value); Path=\(path); Max-Age=\(seconds); HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")")
  }
}
