internal import HTTPTypes
internal import Sockets

/// Takes the chunked coding off a body (RFC 9112, 7.1) as the bytes come. Trailer fields are checked and dropped, so
/// that they can override nothing.
struct ChunkDecoder {
  enum Outcome: Equatable {
    /// Everything given was used up to this many bytes; more must come.
    case incomplete(Int)
    /// So many bytes were used and produced data; call again.
    case data(Int)
    /// The body and its trailers ended after so many bytes.
    case complete(Int)
    case refused(Refusal)
  }

  private enum Phase { case size, data(Int), afterData, trailers }

  private var phase = Phase.size
  private var trailerBytes = 0
  private var trailerCount = 0
  private var extensionBytes = 0
  private let limits: HeadLimits

  /// Octets of one chunk-size line, extensions included.
  static let lineLimit = 4096
  /// Octets of chunk extensions in one body: what they cost to skip is bounded.
  static let extensionLimit = 16_384

  init(limits: HeadLimits) {
    self.limits = limits
  }

  /// Reads from the start of `bytes`, and appends at most the data of one chunk.
  mutating func advance(_ bytes: Span<UInt8>, appendingTo data: inout [UInt8]) -> Outcome {
    do throws(Refusal) {
      var position = 0
      while true {
        switch phase {
        case .size:
          guard
            let end = try Self.line(bytes, from: position, limit: Self.lineLimit, "a chunk size line that is too long")
          else { return .incomplete(position) }
          let size = try readSize(bytes, position..<end)
          position = end + 2
          phase = size == 0 ? .trailers : .data(size)
        case .data(let remaining):
          let available = min(remaining, bytes.count - position)
          guard available > 0 else { return .incomplete(position) }
          bytes.extracting(position..<(position + available)).append(to: &data)
          phase = available == remaining ? .afterData : .data(remaining - available)
          return .data(position + available)
        case .afterData:
          guard position < bytes.count else { return .incomplete(position) }
          guard bytes[position] == .carriageReturn else { throw .malformed("a chunk longer than its size") }
          guard position + 1 < bytes.count else { return .incomplete(position) }
          guard bytes[position + 1] == .lineFeed else { throw .malformed("a chunk that does not end in CR LF") }
          position += 2
          phase = .size
        case .trailers:
          let room = limits.bytes - trailerBytes
          guard let end = try Self.line(bytes, from: position, limit: room, "trailers that are too long") else {
            return .incomplete(position)
          }
          let line = position..<end
          position = end + 2
          if line.isEmpty { return .complete(position) }
          trailerBytes += line.count + 2
          trailerCount += 1
          guard trailerCount <= limits.fields else { throw Refusal(.requestHeaderFieldsTooLarge, "too many trailers") }
          _ = try HeadParser.field(bytes, line)
        }
      }
    } catch {
      return .refused(error)
    }
  }

  /// The end of a line without its CR LF, or nil if it isn't all there.
  private static func line(
    _ bytes: Span<UInt8>, from start: Int, limit: Int, _ tooLong: String
  ) throws(Refusal) -> Int? {
    var index = start
    while index < bytes.count {
      guard index - start <= limit else { throw .malformed(tooLong) }
      let byte = bytes[index]
      if byte == .carriageReturn {
        guard index + 1 < bytes.count else { return nil }
        guard bytes[index + 1] == .lineFeed else { throw .malformed("a carriage return without a line feed") }
        return index
      }
      guard !byte.isForbiddenControl else { throw .malformed("a control character in a chunked body's framing") }
      index += 1
    }
    return nil
  }

  private mutating func readSize(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(Refusal) -> Int {
    var index = line.lowerBound
    var size = 0
    while index < line.upperBound, let digit = bytes[index].hexadecimalValue {
      guard index - line.lowerBound < 15 else { throw .malformed("a chunk size that is too large") }
      size = size << 4 | Int(digit)
      index += 1
    }
    guard index > line.lowerBound else { throw .malformed("a chunk without a size") }
    extensionBytes += line.upperBound - index
    guard extensionBytes <= Self.extensionLimit else { throw .malformed("chunk extensions that are too long") }
    while index < line.upperBound {
      index = try Self.skipExtension(bytes, index, line.upperBound)
    }
    return size
  }

  /// `;name`, `;name=token` or `;name="quoted"`: RFC 9112, 7.1.1, without the white space that it calls bad.
  private static func skipExtension(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) throws(Refusal) -> Int {
    guard bytes[start] == UInt8(ascii: ";") else { throw .malformed("a chunk size that is no hexadecimal number") }
    var index = start + 1
    let name = index
    while index < end, bytes[index].isTokenCharacter { index += 1 }
    guard index > name else { throw .malformed("a chunk extension without a name") }
    guard index < end, bytes[index] == UInt8(ascii: "=") else { return index }
    index += 1
    guard index < end else { throw .malformed("a chunk extension without a value") }
    if bytes[index] == UInt8(ascii: "\"") {
      index += 1
      while index < end, bytes[index] != UInt8(ascii: "\"") {
        index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
      }
      guard index < end else { throw .malformed("a chunk extension whose quotes do not end") }
      return index + 1
    }
    let value = index
    while index < end, bytes[index].isTokenCharacter { index += 1 }
    guard index > value else { throw .malformed("a chunk extension without a value") }
    return index
  }
}
