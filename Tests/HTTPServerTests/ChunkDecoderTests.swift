import HTTPTypes
import Testing

@testable import HTTPServer

@Suite struct ChunkDecoderTests {
  /// Decodes a body given in pieces of this many octets.
  static func decode(_ text: String, pieces: Int = .max) throws(BodyError) -> (body: String, rest: Int)? {
    let bytes = Array(text.utf8)
    var reader = BodyReader(
      framing: .chunked, limit: 100_000, owesContinue: false,
      limits: HeadLimits(bytes: 32_768, fields: 100, target: 8192))
    var data: [UInt8] = []
    var start = 0
    var end = 0
    while end < bytes.count, !reader.isComplete {
      end = pieces == .max ? bytes.count : min(bytes.count, end + pieces)
      start += try reader.take(from: bytes.span.extracting(start..<end), appendingTo: &data)
    }
    return reader.isComplete ? (String(decoding: data, as: UTF8.self), bytes.count - start) : nil
  }

  private static func body(_ sample: Sample) -> String {
    let head = sample.bytes.utf8.count - (sample.bytes.split(separator: "\r\n\r\n").first?.utf8.count ?? 0) - 4
    return String(decoding: Array(sample.bytes.utf8).suffix(head), as: UTF8.self)
  }

  @Test("broken chunks are refused, whole and octet by octet", arguments: Chunks.refused)
  func refuses(_ sample: Sample) {
    for pieces in [.max, 1, 3] {
      #expect(throws: BodyError.self, "in pieces of \(pieces)") { try Self.decode(Self.body(sample), pieces: pieces) }
    }
  }

  @Test("proper chunks are put together, whole and octet by octet", arguments: Chunks.accepted)
  func accepts(_ sample: Sample) throws {
    for pieces in [.max, 1, 2, 3, 5] {
      let decoded = try Self.decode(Self.body(sample), pieces: pieces)
      #expect(decoded?.body == "hello")
      #expect(decoded?.rest == 0)
    }
  }

  @Test("hexadecimal digits of either case are read")
  func hexadecimal() throws {
    for size in ["1A", "1a", "001a"] {
      let data = String(repeating: "x", count: 26)
      #expect(try Self.decode("\(size)\r\n\(data)\r\n0\r\n\r\n")?.body == data)
    }
  }

  @Test("what follows the body is left alone")
  func rest() throws {
    #expect(try Self.decode("1\r\na\r\n0\r\n\r\nGET")?.rest == 3)
  }
}
