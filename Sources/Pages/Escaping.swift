import Mustache

/// Makes text part of HTML. Mustache's own way looks at whole characters, and lets a quotation mark pass that a combining
/// mark follows: a name could leave its attribute. This one looks at each byte.
struct Escaping: MustacheContentType {
  /// By what templates name it.
  static let name = "PAGE"

  /// Tells Mustache of it, once.
  static let registered: Void = MustacheContentTypes.register(Escaping(), named: name)

  func escapeText(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 16)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "<"): bytes += "&lt;".utf8
      case UInt8(ascii: ">"): bytes += "&gt;".utf8
      case UInt8(ascii: "&"): bytes += "&amp;".utf8
      case UInt8(ascii: "\""): bytes += "&quot;".utf8
      case UInt8(ascii: "'"): bytes += "&#39;".utf8
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
