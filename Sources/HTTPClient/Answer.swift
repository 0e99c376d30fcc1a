/// A response as it comes in, line by line of its head and piece by piece of its body.
struct Answer {
  private(set) var headers: [(name: String, value: String)] = []
  private(set) var body: [UInt8] = []
  private(set) var isCut = false
  /// More head came than anybody means.
  private(set) var isHeadTooLong = false
  private var headSize = 0
  private var isHeadOver = false

  /// All heads of one transfer together, with those of interim responses, in bytes.
  static let headLimit = 65_536

  /// Takes a line of the head with its end; false when it is too much.
  mutating func receiveLine(_ line: UnsafeRawBufferPointer) -> Bool {
    headSize += line.count
    guard headSize <= Self.headLimit else {
      isHeadTooLong = true
      return false
    }
    if unsafe line.starts(with: "HTTP/".utf8) {
      // An interim response came before this one.
      headers.removeAll(keepingCapacity: true)
      isHeadOver = false
      return true
    }
    let text = unsafe Self.trimmed(line[...])
    if unsafe text.isEmpty { isHeadOver = true }
    // Trailers come after the body; nobody here decides by them.
    guard !isHeadOver else { return true }
    if unsafe line[0] == 0x20 || line[0] == 0x09 {
      // Folded (RFC 9112, section 5.2).
      if !headers.isEmpty { unsafe headers[headers.count - 1].value += " " + String(decoding: text, as: UTF8.self) }
      return true
    }
    guard let colon = unsafe text.firstIndex(of: UInt8(ascii: ":")) else { return true }
    unsafe headers.append(
      (
        name: String(decoding: Self.trimmed(text[..<colon]), as: UTF8.self),
        value: String(decoding: Self.trimmed(text[(colon + 1)...]), as: UTF8.self)
      ))
    return true
  }

  /// Takes a piece of the body; false when it went over the limit.
  mutating func receiveBody(_ piece: UnsafeRawBufferPointer, limit: Int) -> Bool {
    let room = max(0, limit - body.count)
    unsafe body.append(contentsOf: piece.prefix(room))
    isCut = piece.count > room
    return !isCut
  }

  private static func trimmed(_ text: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
    var text = unsafe text
    while let octet = unsafe text.first, octet <= 0x20 { unsafe text.removeFirst() }
    while let octet = unsafe text.last, octet <= 0x20 { unsafe text.removeLast() }
    return unsafe text
  }
}
