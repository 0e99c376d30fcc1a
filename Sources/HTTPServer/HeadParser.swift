internal import HTTPTypes

/// The limits that a head is read under.
struct HeadLimits: Sendable {
  var bytes: Int
  var fields: Int
  var target: Int
}

/// Reads a request line and header (RFC 9112, 2 to 6) line by line as the bytes come, each byte looked at a bounded
/// number of times, and refuses what leaves room for two readings.
///
/// The bytes given to `advance` start with the request and only ever grow until it is complete.
struct HeadParser {
  enum Outcome: Equatable {
    /// Not all there yet.
    case incomplete
    /// Complete: so many bytes belong to the head.
    case complete(Int)
    case refused(Refusal)
  }

  let limits: HeadLimits
  private var scanned = 0
  private var lineStart = 0
  /// Where the request line starts: leading empty lines are skipped.
  private var requestStart = 0
  private var hasRequestLine = false
  var hostCount = 0
  var hasLength = false
  var transferCodings: [Coding] = []
  var hasTransferEncoding = false
  var hasKeepAlive = false
  var hasClose = false

  enum Coding { case chunked, other }

  init(limits: HeadLimits) {
    self.limits = limits
  }

  /// Leading empty lines seen so far, when there is nothing else: they can be dropped.
  var emptyPrefix: Int { hasRequestLine || scanned > lineStart ? 0 : lineStart }

  mutating func advance(_ bytes: Span<UInt8>, into facts: inout HeadFacts) -> Outcome {
    do throws(Refusal) {
      while true {
        guard let end = try scanLine(bytes) else { return .incomplete }
        let line = lineStart..<end
        lineStart = end + 2
        scanned = lineStart
        if !hasRequestLine {
          if line.isEmpty {
            requestStart = lineStart
            continue
          }
          try readRequestLine(bytes, line, into: &facts)
          hasRequestLine = true
        } else if line.isEmpty {
          try conclude(&facts)
          return .complete(lineStart)
        } else {
          guard facts.fields.count < limits.fields else {
            throw Refusal(.requestHeaderFieldsTooLarge, "more than \(limits.fields) header fields")
          }
          try readField(bytes, line, into: &facts)
        }
      }
    } catch {
      return .refused(error)
    }
  }

  /// The end of the line that starts at `lineStart`, or nil if it isn't there yet.
  private mutating func scanLine(_ bytes: Span<UInt8>) throws(Refusal) -> Int? {
    var index = scanned
    let count = bytes.count
    defer { scanned = index }
    while index < count {
      let byte = bytes[index]
      if byte >= 0x20 && byte != 0x7F || byte == .tab {
        index += 1
        continue
      }
      if byte == .carriageReturn {
        guard index + 1 < count else { break }
        guard bytes[index + 1] == .lineFeed else { throw .malformed("a carriage return without a line feed") }
        try checkLength(index)
        return index
      }
      throw .malformed(byte == .lineFeed ? "a line feed without a carriage return" : "a control character")
    }
    try checkLength(index)
    return nil
  }

  private func checkLength(_ position: Int) throws(Refusal) {
    // Room for a method, two spaces and the version beside the target.
    if !hasRequestLine, position - requestStart > limits.target + 48 {
      throw Refusal(.uriTooLong, "a target of more than \(limits.target) octets")
    }
    if position > limits.bytes {
      throw Refusal(.requestHeaderFieldsTooLarge, "a header of more than \(limits.bytes) octets")
    }
  }

  /// What can be judged only when every field was seen.
  private mutating func conclude(_ facts: inout HeadFacts) throws(Refusal) {
    if facts.isAtLeast11, hostCount == 0 { throw .malformed("no Host") }
    if hasTransferEncoding {
      guard facts.isAtLeast11 else { throw .malformed("Transfer-Encoding in HTTP/1.0") }
      guard !hasLength else { throw .malformed("both Content-Length and Transfer-Encoding") }
      guard transferCodings.last == .chunked else {
        throw .malformed("a Transfer-Encoding that does not end in chunked")
      }
      guard transferCodings.count == 1 else {
        if transferCodings.dropLast().contains(.chunked) { throw .malformed("chunked more than once") }
        throw Refusal(.notImplemented, "a transfer coding other than chunked")
      }
      facts.framing = .chunked
    }
    facts.keepsAlive = facts.isAtLeast11 ? !hasClose : hasKeepAlive && !hasClose
  }
}
