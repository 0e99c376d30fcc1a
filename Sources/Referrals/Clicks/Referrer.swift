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
    guard let colon = bytes.firstIndex(of: 0x3a), bytes[colon...].starts(with: [0x3a, 0x2f, 0x2f]) else { return nil }
    let start = bytes.index(colon, offsetBy: 3)
    let end = bytes[start...].firstIndex { $0 == 0x2f || $0 == 0x3f || $0 == 0x23 || $0 == 0x5c } ?? bytes.endIndex
    let hostStart = bytes[start..<end].lastIndex(of: 0x40).map { bytes.index(after: $0) } ?? start
    let hostEnd: String.Index
    if hostStart < end, bytes[hostStart] == 0x5b {
      hostEnd = bytes[hostStart..<end].firstIndex(of: 0x5d).map { bytes.index(after: $0) } ?? end
    } else {
      hostEnd = bytes[hostStart..<end].firstIndex(of: 0x3a) ?? end
    }
    guard hostStart < hostEnd else { return nil }
    return Cropping.text(text[hostStart..<hostEnd].lowercased(), limit: Limits.referrerHost)
  }
}
