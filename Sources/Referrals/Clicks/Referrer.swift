/// The page that led to a click, as the browser names it.
package struct Referrer: Hashable, Sendable {
  /// Its address, cropped to `Limits.referrer`.
  package let text: String
  /// Its host in lower case, cropped to `Limits.referrerHost`; `nil` where the address has none.
  package let host: String?

  /// Takes the value of `Referer`, whatever it is; `nil` when nothing is left of it.
  package init?(_ value: String?) {
    guard let value else { return nil }
    text = Cropping.text(value, limit: Limits.referrer)
    if text.isEmpty { return nil }
    host = Self.host(of: text)
  }

  private static func host(of text: String) -> String? {
    let bytes = text.utf8
    guard let colon = bytes.firstIndex(of: 0x3a), bytes[colon...].starts(with: "://".utf8) else { return nil }
    let authority = text[bytes.index(colon, offsetBy: 3)...].prefix { !"/?#\\".contains($0) }
    let afterUser = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    let host: Substring
    if afterUser.first == "[" {
      host = afterUser.prefix { $0 != "]" } + (afterUser.contains("]") ? "]" : "")
    } else {
      host = afterUser.prefix { $0 != ":" }
    }
    return host.isEmpty ? nil : Cropping.text(host.lowercased(), limit: Limits.referrerHost)
  }
}
