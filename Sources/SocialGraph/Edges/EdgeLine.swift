/// A line of an edge list that is not simply two numbers.
enum EdgeLine {
  struct Refusal: Error {
    let reason: String
  }

  /// Where the two names stand; nil where the line is blank or a comment.
  static func fields(
    _ bytes: Span<UInt8>, _ line: Range<Int>
  ) throws(Refusal) -> (from: Range<Int>, to: Range<Int>)? {
    let line = trimmed(bytes, line)
    guard let first = line.first, bytes[first] != UInt8(ascii: "#") else { return nil }
    var parts: [Range<Int>] = []
    var place = first
    while true {
      let start = place
      while place < line.upperBound, !isBlank(bytes[place]), bytes[place] != comma { place += 1 }
      parts.append(start..<place)
      var commas = 0
      let end = place
      while place < line.upperBound, isBlank(bytes[place]) || bytes[place] == comma {
        if bytes[place] == comma { commas += 1 }
        if commas > 1 { break }
        place += 1
      }
      if place == end { break }
    }
    guard parts.count == 2 else {
      throw Refusal(
        reason: parts.count < 2
          ? "has one name; a line is two, with a space, a tab or a comma between them"
          : "has \(parts.count) fields; a line is two names, with a space, a tab or a comma between them")
    }
    guard !parts[0].isEmpty, !parts[1].isEmpty else { throw Refusal(reason: "has a comma without a name beside it") }
    for part in parts where !isText(bytes, part) { throw Refusal(reason: "is not UTF-8 text") }
    return (parts[0], parts[1])
  }

  private static let comma = UInt8(ascii: ",")

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func trimmed(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Range<Int> {
    var (start, end) = (line.lowerBound, line.upperBound)
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isText(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.contains(where: { bytes[$0] == 0 || bytes[$0] >= 0x80 }) else { return true }
    let text = range.map { bytes[$0] }
    return !text.contains(0) && String(validating: text, as: UTF8.self) != nil
  }
}
