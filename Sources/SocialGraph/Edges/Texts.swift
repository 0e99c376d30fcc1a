/// Texts in one piece of memory: their bytes and 8 more each.
struct Texts: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  var count: Int { ends.count }

  subscript(place: Int) -> String { String(decoding: bytes[range(of: place)], as: UTF8.self) }

  mutating func append(_ text: Span<UInt8>, _ range: Range<Int>) {
    for place in range { bytes.append(text[place]) }
    ends.append(bytes.count)
  }

  func isEqual(_ place: Int, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let own = self.range(of: place)
    guard own.count == range.count else { return false }
    for offset in 0..<own.count where bytes[own.lowerBound + offset] != text[range.lowerBound + offset] { return false }
    return true
  }

  func hash(of place: Int) -> UInt64 { Self.hash(bytes.span, range(of: place)) }

  /// A hash that nobody outside the process can aim at.
  static func hash(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var hasher = Hasher()
    text.extracting(range).withUnsafeBytes { hasher.combine(bytes: $0) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  private func range(of place: Int) -> Range<Int> { (place == 0 ? 0 : ends[place - 1])..<ends[place] }
}
