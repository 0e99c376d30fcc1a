/// Makes text from outside fit to be stored: repaired, without control characters, and no longer than a limit.
package enum Cropping {
  /// The text of `bytes`, at most `limit` bytes of UTF-8, cut before a character that does not fit whole.
  ///
  /// Invalid UTF-8 becomes U+FFFD; NUL and the other control characters (C0, DEL, C1) are left out.
  package static func text(_ bytes: some Collection<UInt8>, limit: Int) -> String {
    // Each byte that is left out leaves room for one behind the limit, but text of mostly control characters deserves
    // no more reading than four times what is kept.
    let head = bytes.prefix(limit * 4)
    return cropped(String(decoding: head, as: UTF8.self), limit: limit)
  }

  /// `text` as `text(_:limit:)` makes it of bytes; text that is fit already is given back as it is.
  package static func text(_ text: String, limit: Int) -> String {
    isFit(text.utf8.span, limit: limit) ? text : Self.text(text.utf8, limit: limit)
  }

  private static func isFit(_ bytes: Span<UInt8>, limit: Int) -> Bool {
    guard bytes.count <= limit else { return false }
    for index in bytes.indices where !(0x20...0x7e).contains(bytes[index]) { return false }
    return true
  }

  private static func cropped(_ text: String, limit: Int) -> String {
    var result = ""
    var length = 0
    for character in text {
      let kept = character.unicodeScalars.filter { $0.properties.generalCategory != .control }
      guard !kept.isEmpty else { continue }
      let piece = String(String.UnicodeScalarView(kept))
      guard length + piece.utf8.count <= limit else { break }
      length += piece.utf8.count
      result += piece
    }
    return result
  }
}
