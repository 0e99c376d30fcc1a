/// The header `Forwarded` (RFC 7239).
enum ForwardedHeader {
  /// What each element of a value says of the client of its hop (`for`), without quotes; `nil` for an element that
  /// says nothing.
  static func hops(_ value: String) -> [String?] {
    pieces(of: value[...], at: ",").map { element in
      for pair in pieces(of: element, at: ";") {
        guard let equals = pair.firstIndex(of: "=") else { continue }
        let name = pair[..<equals].drop { $0 == " " || $0 == "\t" }
        if name.lowercased() == "for" { return String(pair[pair.index(after: equals)...]) }
      }
      return nil
    }
  }

  /// The pieces between separators that are not in quotes.
  private static func pieces(of text: Substring, at separator: Character) -> [Substring] {
    var isQuoted = false
    return text.split(omittingEmptySubsequences: false) { character in
      if character == "\"" { isQuoted.toggle() }
      return character == separator && !isQuoted
    }
  }
}
