import HTTPTypes

/// Takes `multipart/form-data` apart as its bytes come (RFC 7578, in the syntax of RFC 2046, 5.1). Nothing of a part's
/// body is held back but what might be the beginning of a boundary.
struct MultipartParser {
  /// What stands above a part.
  struct Head: Equatable, Sendable {
    /// The field's name.
    let name: String
    /// The file's name, as the browser tells it; nil where the part is no file.
    let file: String?
  }

  /// What comes next.
  enum Event: Equatable, Sendable {
    /// A part begins.
    case part(Head)
    /// Bytes of its body, never none.
    case data([UInt8])
    /// It ends.
    case partEnd
    /// There is nothing more.
    case end
    /// More bytes are needed to know.
    case hungry
  }

  private enum State { case preamble, afterBoundary, head, body, epilogue, failed }

  /// Octets of what stands above one part.
  static let headLimit = 8_192
  /// How many parts there may be.
  static let partLimit = 100
  /// Octets before the first boundary, and blanks after one.
  static let paddingLimit = 256

  private static let lineEnd = Array("\r\n".utf8)
  private static let headEnd = Array("\r\n\r\n".utf8)

  /// A line's end, two hyphens and the boundary.
  private let delimiter: [UInt8]
  private var state = State.preamble
  private var parts = 0
  /// Whether the end of the line above a body is still before it.
  private var bodyBegins = false
  /// Bytes that came and were not looked at begin at `start`. The line's end before the first boundary may be missing: it
  /// is put there.
  private var bytes = Self.lineEnd
  private var start = 0
  private var isOver = false

  /// A parser of what this boundary divides.
  init(boundary: String) { delimiter = Array("\r\n--\(boundary)".utf8) }

  /// The boundary that a `Content-Type` tells; throws a problem where it tells none, or another type.
  static func boundary(of contentType: String?) throws(Problem) -> String {
    var reader = HeaderReader(contentType ?? "")
    guard let type = reader.token(), type.lowercased() == "multipart", reader.skip("/"),
      reader.token()?.lowercased() == "form-data"
    else {
      throw Problem(.unsupportedMediaType, "not_multipart", "A file is sent as multipart/form-data.")
    }
    let boundary = try reader.parameters().first { $0.name == "boundary" }?.value
    guard let boundary, (1...70).contains(boundary.utf8.count), boundary.last != " ",
      boundary.utf8.allSatisfy({ $0.isBoundaryCharacter })
    else { throw broken("It names no boundary between its parts.") }
    return boundary
  }

  /// Takes in the next bytes, once it is hungry; nil after the last.
  mutating func feed(_ piece: [UInt8]?) {
    guard let piece else { return isOver = true }
    bytes.removeSubrange(..<start)
    start = 0
    bytes += piece
  }

  /// What comes next; throws a problem where the form is broken, and from then on.
  mutating func next() throws(Problem) -> Event {
    do throws(Problem) {
      while true {
        if let event = try step() { return event }
      }
    } catch {
      state = .failed
      throw error
    }
  }

  /// Goes one step on; nil where that says nothing yet.
  private mutating func step() throws(Problem) -> Event? {
    switch state {
    case .preamble:
      guard let place = find(delimiter) else {
        guard bytes.count - start <= Self.paddingLimit + delimiter.count else {
          throw Self.broken("It does not begin with its boundary.")
        }
        return try hungry()
      }
      guard place - start <= Self.paddingLimit else { throw Self.broken("It does not begin with its boundary.") }
      start = place + delimiter.count
      state = .afterBoundary
    case .afterBoundary: return try afterBoundary()
    case .head:
      // Also a head without a line would have its end.
      guard let end = find(Self.headEnd) else {
        guard bytes.count - start <= Self.headLimit else { throw Self.tooLong }
        return try hungry()
      }
      guard end - start <= Self.headLimit else { throw Self.tooLong }
      let head = try Self.head(bytes[start..<end])
      parts += 1
      guard parts <= Self.partLimit else { throw Self.broken("It has more than \(Self.partLimit) parts.") }
      // What is left of the line's end may belong to a boundary at once.
      start = end + 2
      state = .body
      bodyBegins = true
      return .part(head)
    case .body: return try body()
    case .epilogue:
      start = bytes.count
      return isOver ? .end : .hungry
    case .failed: throw Self.broken("It could not be read.")
    }
    return nil
  }

  private mutating func afterBoundary() throws(Problem) -> Event? {
    var place = start
    if bytes.count - place >= 2, bytes[place] == UInt8(ascii: "-"), bytes[place + 1] == UInt8(ascii: "-") {
      state = .epilogue
      return nil
    }
    while place < bytes.count, bytes[place] == 0x20 || bytes[place] == 0x09 { place += 1 }
    guard place - start <= Self.paddingLimit else { throw Self.broken("A boundary has too much after it.") }
    guard bytes.count - place >= 2 else { return try hungry() }
    guard bytes[place] == 0x0D, bytes[place + 1] == 0x0A else {
      throw Self.broken("A boundary does not end its line.")
    }
    // The line's end stays: a head may be nothing but the blank line after it.
    start = place
    state = .head
    return nil
  }

  private mutating func body() throws(Problem) -> Event? {
    let place = find(delimiter)
    // A line's end of the head is no part of the body, but of a boundary that follows at once.
    let from = bodyBegins ? min(start + 2, bytes.count) : start
    if let place {
      if place > from {
        defer { (start, bodyBegins) = (place, false) }
        return .data(Array(bytes[from..<place]))
      }
      start = place + delimiter.count
      bodyBegins = false
      state = .afterBoundary
      return .partEnd
    }
    let sure = max(start, endWithoutBeginning(of: delimiter))
    guard sure > from else { return try hungry() }
    defer { (start, bodyBegins) = (sure, false) }
    return .data(Array(bytes[from..<sure]))
  }

  private func hungry() throws(Problem) -> Event {
    guard !isOver else { throw Self.broken("It ends before its last boundary.") }
    return .hungry
  }

  /// Where a sequence is whole, from `start` on.
  private func find(_ sequence: [UInt8]) -> Int? {
    let bytes = bytes.span
    var place = start
    let last = bytes.count - sequence.count
    while place <= last {
      if bytes[place] == 0x0D {
        var length = 1
        while length < sequence.count, bytes[place + length] == sequence[length] { length += 1 }
        if length == sequence.count { return place }
      }
      place += 1
    }
    return nil
  }

  /// Up to where no sequence begins that may go on in the bytes to come.
  private func endWithoutBeginning(of sequence: [UInt8]) -> Int {
    for place in max(start, bytes.count - sequence.count + 1)..<max(start, bytes.count)
    where sequence.starts(with: bytes[place...]) {
      return place
    }
    return bytes.count
  }

  private static func head(_ bytes: ArraySlice<UInt8>) throws(Problem) -> Head {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw broken("What stands above a part is not UTF-8.")
    }
    var found: Head?
    for line in text.split(separator: "\r\n" as Character) {
      guard let colon = line.firstIndex(of: ":"), colon > line.startIndex,
        line[..<colon].utf8.allSatisfy(\.isTokenCharacter),
        line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
      else { throw broken("A part has a line above it that is no field.") }
      let value = String(line[line.index(after: colon)...])
      switch line[..<colon].lowercased() {
      case "content-disposition":
        guard found == nil else { throw broken("A part has two dispositions.") }
        found = try disposition(value)
      case "content-transfer-encoding":
        // RFC 7578, 4.7: not used in forms over HTTP; what it would say is not to be guessed at.
        guard ["7bit", "8bit", "binary"].contains(value.filter { $0 != " " }.lowercased()) else {
          throw broken("A part is encoded for mail.")
        }
      default: break
      }
    }
    guard let found else { throw broken("A part does not say which field it is.") }
    return found
  }

  private static func disposition(_ text: String) throws(Problem) -> Head {
    var reader = HeaderReader(text)
    guard reader.token()?.lowercased() == "form-data" else { throw broken("A part is no part of a form.") }
    let parameters = try reader.parameters()
    guard let name = parameters.first(where: { $0.name == "name" })?.value else {
      throw broken("A part does not say which field it is.")
    }
    return Head(name: unescaped(name), file: parameters.first { $0.name == "filename" }.map { unescaped($0.value) })
  }

  /// Browsers write three characters in percent, and nothing else (WHATWG HTML, "multipart/form-data encoding algorithm").
  private static func unescaped(_ text: String) -> String {
    text.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
  }

  static func broken(_ how: String) -> Problem {
    Problem(.badRequest, "malformed_form", "The form that was sent can’t be read. \(how)")
  }

  private static var tooLong: Problem { broken("A part has more than \(headLimit) bytes above it.") }
}

/// Reads tokens, quoted texts and parameters of a header field, as far as forms have them.
private struct HeaderReader {
  private var rest: Substring.UnicodeScalarView

  init(_ text: String) { rest = text[...].unicodeScalars }

  mutating func token() -> String? {
    skipBlanks()
    let token = rest.prefix { $0.isASCII && UInt8($0.value).isTokenCharacter }
    rest = rest[token.endIndex...]
    return token.isEmpty ? nil : String(token)
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard rest.first == character else { return false }
    rest = rest.dropFirst()
    return true
  }

  /// Everything that is left: `; name=value` again and again. A name that comes twice is refused.
  mutating func parameters() throws(Problem) -> [(name: String, value: String)] {
    var parameters: [(name: String, value: String)] = []
    while skip(";") {
      skipBlanks()
      if rest.isEmpty { break }
      guard let name = token()?.lowercased(), skip("="), let value = quoted() ?? token(),
        !parameters.contains(where: { $0.name == name })
      else { throw MultipartParser.broken("A field above a part has broken parameters.") }
      parameters.append((name, value))
    }
    skipBlanks()
    guard rest.isEmpty else { throw MultipartParser.broken("A field above a part has broken parameters.") }
    return parameters
  }

  /// A text in quotes. A backslash stands for itself but before a quote or another: some write paths with single ones.
  private mutating func quoted() -> String? {
    skipBlanks()
    guard rest.first == "\"" else { return nil }
    var text = String.UnicodeScalarView()
    var place = rest.index(after: rest.startIndex)
    while place < rest.endIndex, rest[place] != "\"" {
      let next = rest.index(after: place)
      if rest[place] == "\\", next < rest.endIndex, rest[next] == "\"" || rest[next] == "\\" { place = next }
      text.append(rest[place])
      place = rest.index(after: place)
    }
    guard place < rest.endIndex else { return nil }
    rest = rest[rest.index(after: place)...]
    return String(text)
  }

  private mutating func skipBlanks() { rest = rest.drop { $0 == " " || $0 == "\t" } }
}

extension UInt8 {
  /// RFC 9110, 5.6.2: tchar.
  fileprivate var isTokenCharacter: Bool {
    (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20)
      || "!#$%&'*+-.^_`|~".utf8.contains(self)
  }

  /// RFC 2046, 5.1.1: bchars.
  fileprivate var isBoundaryCharacter: Bool {
    (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20)
      || "'()+_,-./:=? ".utf8.contains(self)
  }
}
