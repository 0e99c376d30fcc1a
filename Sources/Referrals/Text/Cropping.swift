/// Makes text from outside fit to be stored: repaired, without control characters, and no longer than a limit.
package enum Cropping {
  /// The text of `bytes`, at most `limit` bytes of UTF-8, cut before a character that does not fit whole.
  ///
  /// Invalid UTF-8 becomes U+FFFD; NUL and the other control characters (C0, DEL, C1) are left out.
  package static func text(_ bytes: some Collection<UInt8>, limit: Int) -> String {
    // Each byte that is left out leaves room for one behind the limit, but text of mostly control characters deserves
    // no more reading than four times what is kept.
    let head = bytes.prefix(limit * 4)
    if head.count <= limit, head.allSatisfy({ (0x20...0x7e).contains($0) }) {
      return String(decoding: head, as: UTF8.self)
    }
    return cropped(String(decoding: head, as: UTF8.self), limit: limit)
  }

  /// `text` as `text(_:limit:)` makes it of bytes.
  package static func text(_ text: String, limit: Int) -> String {
    Self.text(text.utf8, limit: limit)
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
