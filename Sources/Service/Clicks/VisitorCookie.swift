import Referrals

/// The cookie by which a browser is known again: `rsn_visitor`, for 400 days, the longest that browsers keep one
/// (draft-ietf-httpbis-rfc6265bis, section 5.5).
enum VisitorCookie {
  private static let name = Array("rsn_visitor=".utf8)

  /// The visitor in a request's cookies; nil where there is none, or one that this service did not make.
  static func visitor(in cookies: String?) -> Visitor.ID? {
    guard let cookies else { return nil }
    let bytes = cookies.utf8.span
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x3b { end += 1 }
      if let visitor = visitor(inPair: bytes.extracting(start..<end)) { return visitor }
      start = end + 1
    }
    return nil
  }

  private static func visitor(inPair pair: Span<UInt8>) -> Visitor.ID? {
    var start = 0
    while start < pair.count, pair[start] == 0x20 || pair[start] == 0x09 { start += 1 }
    let value = start + name.count
    guard pair.count >= value + Visitor.ID.textLength else { return nil }
    for index in name.indices where pair[start + index] != name[index] { return nil }
    for index in (value + Visitor.ID.textLength)..<pair.count where pair[index] != 0x20 { return nil }
    guard let visitor = Visitor.ID(utf8: pair.extracting(value..<(value + Visitor.ID.textLength))) else { return nil }
    return visitor.timestamp == nil ? nil : visitor
  }

  /// What comes after the visitor's id in `Set-Cookie`.
  static func attributes(isSecure: Bool) -> [UInt8] {
    Array("; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")".utf8)
  }

  /// What comes before the visitor's id in `Set-Cookie`.
  static var prefix: [UInt8] { name }
}
