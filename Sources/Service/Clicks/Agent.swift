import HTTPServer
import HTTPTypes
import Referrals

/// What a visit says of itself.
struct Agent: Sendable {
  /// Its user agent, cropped; nil where there is none.
  let text: String?
  /// Who, or what, it is.
  let kind: ClickKind

  /// The agent of a request.
  init(_ request: Request) {
    let value = request.header(.userAgent)
    let cropped = value.map { Cropping.text($0, limit: Limits.userAgent) } ?? ""
    text = cropped.isEmpty ? nil : cropped
    let purpose = Self.purposes.lazy.compactMap { request.header($0) }.first
    kind = ClickKind(userAgent: value, isHead: request.method == .head, purpose: purpose)
  }

  private static let purposes = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"].map { HTTPField.Name($0)! }
}
