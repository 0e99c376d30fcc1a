/// Cuts bytes that come in pieces into lines. A line ends with a line feed, the last one also without; a carriage return
/// before it is white space to JSON.
struct LineSplitter {
  /// A line, and which one it is, from 1.
  struct Line: Equatable {
    let number: Int
    /// What it holds; nil where it is longer than ``LineSplitter/limit``.
    let bytes: [UInt8]?
  }

  /// How long a line may be: what one item may have as a body of its own.
  static let limit = 64 * 1024

  private var rest: [UInt8] = []
  private var isTooLong = false
  private var count = 0

  /// Takes the next piece and hands out the lines that end in it.
  mutating func take(_ piece: [UInt8], _ body: (Line) throws -> Void) rethrows {
    var start = 0
    while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
      try body(finish(piece[start..<end]))
      start = end + 1
    }
    guard !isTooLong, rest.count + piece.count - start <= Self.limit else {
      isTooLong = true
      rest = []
      return
    }
    rest += piece[start...]
  }

  /// Hands out what is left when no more comes.
  mutating func end(_ body: (Line) throws -> Void) rethrows {
    if isTooLong || !rest.isEmpty { try body(finish([])) }
  }

  private mutating func finish(_ end: ArraySlice<UInt8>) -> Line {
    count += 1
    defer {
      rest = []
      isTooLong = false
    }
    guard !isTooLong, rest.count + end.count <= Self.limit else { return Line(number: count, bytes: nil) }
    return Line(number: count, bytes: rest.isEmpty ? Array(end) : rest + end)
  }
}
