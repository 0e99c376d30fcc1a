import Testing

@testable import Service

@Suite("Lines of a body")
struct LineSplitterTests {
  private func lines(_ text: String, pieces: Int) -> [String?] {
    var splitter = LineSplitter()
    var lines: [String?] = []
    var numbers: [Int] = []
    func add(_ line: LineSplitter.Line) {
      numbers.append(line.number)
      lines.append(line.bytes.map { String(decoding: $0, as: UTF8.self) })
    }
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      splitter.take(Array(bytes[start..<min(start + pieces, bytes.count)]), add)
    }
    splitter.end(add)
    #expect(numbers == Array(1...max(1, lines.count)).prefix(lines.count).map { $0 })
    return lines
  }

  @Test(arguments: [1, 2, 3, 7, 100])
  func `a line ends with a line feed, and the last also without, wherever the pieces end`(size: Int) {
    #expect(lines("", pieces: size) == [])
    #expect(lines("one", pieces: size) == ["one"])
    #expect(lines("one\n", pieces: size) == ["one"])
    #expect(lines("one\n\ntwo\r\nthree", pieces: size) == ["one", "", "two\r", "three"])
    #expect(lines("\n\n", pieces: size) == ["", ""])
  }

  @Test(arguments: [1, 1_000, 65_536, 200_000])
  func `a line that is too long is counted and not kept, and those around it are`(size: Int) {
    let limit = LineSplitter.limit
    let long = String(repeating: "x", count: limit + 1)
    let longest = String(repeating: "y", count: limit)
    #expect(lines("a\n\(long)\nb\n\(longest)\n\(longest)x", pieces: size) == ["a", nil, "b", longest, nil])
  }
}
