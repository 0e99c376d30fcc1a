/// JSON laid out for reading: the same characters, on lines of their own and indented.
enum LaidOutJSON {
  /// How much of a document is shown, in bytes.
  static let limit = 40_000

  /// A document's text with its parts on lines of their own, and whether that is all of it.
  static func text(_ document: String) -> (text: String, isWhole: Bool) {
    var out: [UInt8] = []
    var depth = 0
    var isInString = false
    var isEscaped = false
    var justOpened = false
    func breakLine() {
      out.append(UInt8(ascii: "\n"))
      out += repeatElement(UInt8(ascii: " "), count: 2 * min(depth, 40))
    }
    for byte in document.utf8 {
      if out.count > limit, byte & 0xC0 != 0x80 { return (String(decoding: out, as: UTF8.self), false) }
      if isInString {
        out.append(byte)
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte
          == UInt8(ascii: "\"")
        {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if justOpened { breakLine() }
        out.append(byte)
        depth += 1
        justOpened = true
        continue
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth = max(0, depth - 1)
        if !justOpened { breakLine() }
        out.append(byte)
      case UInt8(ascii: ","):
        out.append(byte)
        breakLine()
      case UInt8(ascii: ":"): out += ": ".utf8
      default:
        if justOpened { breakLine() }
        isInString = byte == UInt8(ascii: "\"")
        out.append(byte)
      }
      justOpened = false
    }
    return (String(decoding: out, as: UTF8.self), true)
  }
}
