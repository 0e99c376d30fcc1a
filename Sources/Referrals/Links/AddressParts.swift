/// The parts of an absolute http or https address (RFC 3986, section 3), each as it was given.
struct AddressParts {
  /// Scheme, authority and path; the path never empty.
  let base: String
  /// The host, without a port.
  let host: String
  /// The query without its question mark; `nil` where there is none.
  let query: String?
  /// The fragment with its `#`, or nothing.
  let fragment: String

  init(_ text: String) throws(Destination.Refusal) {
    guard text.utf8.count <= Limits.destination else { throw .tooLong }
    for scalar in text.unicodeScalars
    where scalar.properties.isWhitespace || scalar.properties.generalCategory == .control {
      throw .invisibleCharacter
    }
    let lowered = text.prefix(8).lowercased()
    guard lowered.hasPrefix("https://") || lowered.hasPrefix("http://") else { throw .scheme }
    let scheme = lowered.hasPrefix("https") ? 8 : 7
    let bytes = text.utf8
    let start = bytes.index(bytes.startIndex, offsetBy: scheme)
    let fragmentStart = bytes[start...].firstIndex(of: 0x23) ?? bytes.endIndex
    let queryStart = bytes[start..<fragmentStart].firstIndex(of: 0x3f)
    let pathEnd = queryStart ?? fragmentStart
    let pathStart = bytes[start..<pathEnd].firstIndex(of: 0x2f) ?? pathEnd
    if bytes[start..<pathEnd].contains(0x5c) { throw .backslash }
    host = try Self.host(ofAuthority: text[start..<pathStart])
    let path = pathStart == pathEnd ? "/" : String(text[pathStart..<pathEnd])
    base = String(text[..<pathStart]) + path
    query = queryStart.map { String(text[text.utf8.index(after: $0)..<fragmentStart]) }
    fragment = String(text[fragmentStart...])
  }

  private static func host(ofAuthority authority: Substring) throws(Destination.Refusal) -> String {
    if authority.utf8.contains(0x40) { throw .userInfo }
    var host = authority
    if authority.utf8.first == 0x5b {
      guard let bracket = authority.utf8.firstIndex(of: 0x5d) else { throw .host }
      host = authority[...bracket]
      guard IPAddress(String(host.dropFirst().dropLast()))?.version == .v6, !host.utf8.contains(0x25) else {
        throw .host
      }
    } else if let colon = authority.utf8.firstIndex(of: 0x3a) {
      host = authority[..<colon]
    }
    let port = authority[host.endIndex...]
    if !port.isEmpty {
      guard port.utf8.first == 0x3a, let number = DecimalDigits.value(Array(port.utf8)[1...]),
        (1...65535).contains(number)
      else {
        throw .port
      }
    }
    guard host.utf8.first == 0x5b || isName(host) else { throw .host }
    return String(host)
  }

  /// A name: letters, digits, hyphens, underscores and anything beyond ASCII, in labels that are not empty but for one
  /// last dot.
  private static func isName(_ host: Substring) -> Bool {
    let labels = (host.utf8.last == 0x2e ? host.dropLast() : host).split(
      separator: ".", omittingEmptySubsequences: false)
    return host.utf8.count <= 1016
      && labels.allSatisfy { label in
        !label.isEmpty && label.utf8.count <= 252
          && label.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f, 0x80...: true
            default: false
            }
          }
      }
  }
}
