extension JSON {
  /// Bytes that are no JSON document: what is wrong with them, and where.
  package struct Malformed: Error, Sendable, CustomStringConvertible {
    /// What is wrong, with the line and the column.
    package let description: String
  }

  /// The document in these bytes.
  package init(parsing bytes: [UInt8]) throws(Malformed) {
    guard !bytes.isEmpty else { throw Malformed(description: "it is empty") }
    var reader = JSONReader(bytes)
    do throws(JSONReader.Fault) {
      self = try reader.document()
    } catch {
      throw Malformed(description: "\(error.reason) at \(reader.place(of: error.offset))")
    }
  }
}

/// Reads a JSON document (RFC 8259) as strictly as the grammar has it, and more strictly where readers differ: the text
/// is UTF-8 without a byte order mark, a name stands once in its object, a surrogate has its other half, and nothing is
/// nested deeper than ``depthLimit``. A number without a fraction is whole however it is written (1.0, 1e2), as JSON
/// Schema sees it.
struct JSONReader {
  /// What is wrong, and at which byte.
  struct Fault: Error {
    var reason: String
    var offset: Int
  }

  /// How deep arrays and objects may lie in each other: far more than any body has, and little for the stack.
  static let depthLimit = 64

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The value that all the bytes are.
  mutating func document() throws(Fault) -> JSON {
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw fault("something follows the document") }
    return value
  }

  /// Where a byte is, for people: lines and characters from 1.
  func place(of offset: Int) -> String {
    let before = bytes[..<min(offset, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return "line \(line), column \(before[start...].count { $0 & 0xC0 != 0x80 } + 1)"
  }

  private func fault(_ reason: String, at offset: Int? = nil) -> Fault {
    Fault(reason: reason, offset: offset ?? position)
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(Fault) -> JSON {
    skipSpace()
    guard let next else { throw fault("it ends early") }
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw fault("no value starts with this")
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(Fault) -> JSON {
    guard bytes[position...].starts(with: word.utf8) else { throw fault("no value starts with this") }
    position += word.utf8.count
    return value
  }

  private mutating func array(depth: Int) throws(Fault) -> JSON {
    guard depth <= Self.depthLimit else { throw fault("it is nested deeper than \(Self.depthLimit)") }
    position += 1
    var elements: [JSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      elements.append(try value(depth: depth))
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      guard take(UInt8(ascii: ",")) else { throw fault("an array goes on with a comma or ends with ]") }
    }
  }

  private mutating func object(depth: Int) throws(Fault) -> JSON {
    guard depth <= Self.depthLimit else { throw fault("it is nested deeper than \(Self.depthLimit)") }
    position += 1
    var members: [JSON.Member] = []
    var names = Names()
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipSpace()
      let start = position
      guard next == UInt8(ascii: "\"") else { throw fault("an object's name is in quotes") }
      let name = try string()
      guard names.insert(name, after: members) else { throw fault("the name \(name) is there twice", at: start) }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw fault("a colon follows an object's name") }
      members.append(.init(name: name, value: try value(depth: depth)))
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { throw fault("an object goes on with a comma or ends with }") }
    }
  }
}

extension JSONReader {
  /// The names of an object that were read: compared one by one while they are few, which most objects' are.
  private struct Names {
    private var all: Set<String> = []

    /// Whether a name is not among those of the members before it.
    mutating func insert(_ name: String, after members: [JSON.Member]) -> Bool {
      guard members.count >= 16 else { return !members.contains { $0.name == name } }
      if all.isEmpty { all = Set(members.lazy.map(\.name)) }
      return all.insert(name).inserted
    }
  }
}

extension JSONReader {
  private mutating func digits() -> Int {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    return position - start
  }

  private mutating func number() throws(Fault) -> JSON {
    let start = position
    _ = take(UInt8(ascii: "-"))
    let first = next
    let whole = digits()
    guard whole > 0 else { throw fault("a number has a digit here") }
    guard whole == 1 || first != UInt8(ascii: "0") else { throw fault("a number starts with 0", at: start) }
    var isWhole = true
    if take(UInt8(ascii: ".")) {
      isWhole = false
      guard digits() > 0 else { throw fault("a number has a digit here") }
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isWhole = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard digits() > 0 else { throw fault("a number has a digit here") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let number = Int64(text) { return .integer(number) }
    guard let number = Double(text) else { throw fault("a number that can't be read", at: start) }
    // Beyond 2^53 a fraction may have been lost.
    if number.magnitude <= 9_007_199_254_740_992, let whole = Int64(exactly: number) { return .integer(whole) }
    return .number(number)
  }

  private mutating func string() throws(Fault) -> String {
    position += 1
    let start = position
    while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
    if next == UInt8(ascii: "\"") {
      // As most are: without an escape.
      defer { position += 1 }
      guard let string = String(validating: bytes[start..<position], as: UTF8.self) else {
        throw fault("a string that is not UTF-8", at: start)
      }
      return string
    }
    var text = Array(bytes[start..<position])
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          throw fault("a string that is not UTF-8", at: start)
        }
        return string
      case UInt8(ascii: "\\"):
        position += 1
        try escape(into: &text)
      case 0..<0x20: throw fault("a control character is written \\u00… in a string")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw fault("it ends early")
  }

  private mutating func escape(into text: inout [UInt8]) throws(Fault) {
    let start = position - 1
    guard let byte = next else { throw fault("it ends early") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      let unit = try codeUnit()
      var code = UInt32(unit)
      if UTF16.isLeadSurrogate(unit) {
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
          throw fault("a surrogate without its other half", at: start)
        }
        let low = try codeUnit()
        guard UTF16.isTrailSurrogate(low) else { throw fault("a surrogate without its other half", at: start) }
        code = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw fault("a surrogate without its other half", at: start) }
      text += String(scalar).utf8
    default: throw fault("no escape has this letter", at: start)
    }
  }

  private mutating func codeUnit() throws(Fault) -> UInt16 {
    let end = position + 4
    guard end <= bytes.count, bytes[position..<end].allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit }),
      let unit = UInt16(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16)
    else { throw fault("\\u has four hexadecimal digits") }
    position = end
    return unit
  }
}
