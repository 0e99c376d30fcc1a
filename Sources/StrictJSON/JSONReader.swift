extension JSON {
  /// Bytes that are no JSON document: what is wrong with them, and where.
  package struct Malformed: Error, Sendable, CustomStringConvertible {
    /// What is wrong, with the line and the column.
    package let description: String
  }

  /// The document in these bytes.
  package init(parsing bytes: [UInt8]) throws(Malformed) {
    guard !bytes.isEmpty else { throw Malformed(description: "it is empty") }
    var reader = JSONReader()
    do throws(JSONReader.Fault) {
      self = try reader.document(bytes.span)
    } catch {
      throw Malformed(description: "\(error.reason) at \(JSONReader.place(of: error.offset, in: bytes))")
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

  private var position = 0

  /// The value that all the bytes are.
  mutating func document(_ bytes: Span<UInt8>) throws(Fault) -> JSON {
    let value = try value(bytes, depth: 0)
    skipSpace(bytes)
    guard position == bytes.count else { throw fault("something follows the document") }
    return value
  }

  /// Where a byte is, for people: lines and characters from 1.
  static func place(of offset: Int, in bytes: [UInt8]) -> String {
    let before = bytes[..<min(offset, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return "line \(line), column \(before[start...].count { $0 & 0xC0 != 0x80 } + 1)"
  }

  private func fault(_ reason: String, at offset: Int? = nil) -> Fault {
    Fault(reason: reason, offset: offset ?? position)
  }

  /// The byte that is next; 0, which nothing starts with or goes on with, at the end.
  private func next(_ bytes: Span<UInt8>) -> UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipSpace(_ bytes: Span<UInt8>) {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(_ bytes: Span<UInt8>, depth: Int) throws(Fault) -> JSON {
    skipSpace(bytes)
    guard position < bytes.count else { throw fault("it ends early") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object(bytes, depth: depth + 1)
    case UInt8(ascii: "["): return try array(bytes, depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string(bytes))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number(bytes)
    case UInt8(ascii: "t"): return try word("true", .bool(true), bytes)
    case UInt8(ascii: "f"): return try word("false", .bool(false), bytes)
    case UInt8(ascii: "n"): return try word("null", .null, bytes)
    default: throw fault("no value starts with this")
    }
  }

  private mutating func word(_ word: String, _ value: JSON, _ bytes: Span<UInt8>) throws(Fault) -> JSON {
    var end = position
    for byte in word.utf8 {
      guard end < bytes.count, bytes[end] == byte else { throw fault("no value starts with this") }
      end += 1
    }
    position = end
    return value
  }

  private mutating func array(_ bytes: Span<UInt8>, depth: Int) throws(Fault) -> JSON {
    guard depth <= Self.depthLimit else { throw fault("it is nested deeper than \(Self.depthLimit)") }
    position += 1
    var elements: [JSON] = []
    skipSpace(bytes)
    if take(UInt8(ascii: "]"), bytes) { return .array(elements) }
    while true {
      elements.append(try value(bytes, depth: depth))
      skipSpace(bytes)
      if take(UInt8(ascii: "]"), bytes) { return .array(elements) }
      guard take(UInt8(ascii: ","), bytes) else { throw fault("an array goes on with a comma or ends with ]") }
    }
  }

  private mutating func object(_ bytes: Span<UInt8>, depth: Int) throws(Fault) -> JSON {
    guard depth <= Self.depthLimit else { throw fault("it is nested deeper than \(Self.depthLimit)") }
    position += 1
    var members: [JSON.Member] = []
    skipSpace(bytes)
    if take(UInt8(ascii: "}"), bytes) { return .object(members) }
    members.reserveCapacity(8)
    var names = Names()
    while true {
      skipSpace(bytes)
      let start = position
      guard next(bytes) == UInt8(ascii: "\"") else { throw fault("an object's name is in quotes") }
      let name = try string(bytes)
      guard names.insert(name, after: members) else { throw fault("the name \(name) is there twice", at: start) }
      skipSpace(bytes)
      guard take(UInt8(ascii: ":"), bytes) else { throw fault("a colon follows an object's name") }
      members.append(.init(name: name, value: try value(bytes, depth: depth)))
      skipSpace(bytes)
      if take(UInt8(ascii: "}"), bytes) { return .object(members) }
      guard take(UInt8(ascii: ","), bytes) else { throw fault("an object goes on with a comma or ends with }") }
    }
  }
}

extension JSONReader {
  /// The names of an object that were read, by their hashes: a list of them while they are few, which most objects' are,
  /// and a set of them beyond. The hashes are seeded anew by each process, so that nobody can make them meet.
  private struct Names {
    private var list: [Int] = []
    private var set: Set<Int> = []

    /// Whether a name is not among those of the members before it.
    mutating func insert(_ name: String, after members: [JSON.Member]) -> Bool {
      let hash = name.hashValue
      if list.count < 64 {
        let isKnown = list.contains(hash)
        list.append(hash)
        if !isKnown { return true }
      } else {
        if set.isEmpty { set = Set(list) }
        if set.insert(hash).inserted { return true }
      }
      return !members.contains { $0.name == name }
    }
  }
}

extension JSONReader {
  private mutating func digits(_ bytes: Span<UInt8>) -> Int {
    let start = position
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
    return position - start
  }

  private mutating func number(_ bytes: Span<UInt8>) throws(Fault) -> JSON {
    let start = position
    let isNegative = take(UInt8(ascii: "-"), bytes)
    let first = next(bytes)
    let whole = digits(bytes)
    guard whole > 0 else { throw fault("a number has a digit here") }
    guard whole == 1 || first != UInt8(ascii: "0") else { throw fault("a number starts with 0", at: start) }
    var isWhole = true
    if take(UInt8(ascii: "."), bytes) {
      isWhole = false
      guard digits(bytes) > 0 else { throw fault("a number has a digit here") }
    }
    if take(UInt8(ascii: "e"), bytes) || take(UInt8(ascii: "E"), bytes) {
      isWhole = false
      if !take(UInt8(ascii: "+"), bytes) { _ = take(UInt8(ascii: "-"), bytes) }
      guard digits(bytes) > 0 else { throw fault("a number has a digit here") }
    }
    if isWhole, whole <= 18 {
      var value: Int64 = 0
      for index in (position - whole)..<position { value = value * 10 + Int64(bytes[index] - 0x30) }
      return .integer(isNegative ? -value : value)
    }
    let text = try text(bytes.extracting(start..<position), at: start)
    if isWhole, let number = Int64(text) { return .integer(number) }
    guard let number = Double(text) else { throw fault("a number that can't be read", at: start) }
    // Beyond 2^53 a fraction may have been lost.
    if number.magnitude <= 9_007_199_254_740_992, let whole = Int64(exactly: number) { return .integer(whole) }
    return .number(number)
  }

  private func text(_ bytes: Span<UInt8>, at start: Int) throws(Fault) -> String {
    guard let valid = try? UTF8Span(validating: bytes) else { throw fault("a string that is not UTF-8", at: start) }
    return String(copying: valid)
  }

  private mutating func string(_ bytes: Span<UInt8>) throws(Fault) -> String {
    position += 1
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        // As most end: without an escape.
        position += 1
        return try text(bytes.extracting(start..<(position - 1)), at: start)
      }
      if byte == UInt8(ascii: "\\") || byte < 0x20 { break }
      position += 1
    }
    return try escapedString(bytes, from: start)
  }

  /// The rest of a string in which something stands that is not what it means.
  private mutating func escapedString(_ bytes: Span<UInt8>, from start: Int) throws(Fault) -> String {
    var plain: [UInt8] = []
    plain.reserveCapacity(position - start + 32)
    for index in start..<position { plain.append(bytes[index]) }
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return try text(plain.span, at: start)
      case UInt8(ascii: "\\"):
        position += 1
        try escape(bytes, into: &plain)
      case 0..<0x20: throw fault("a control character is written \\u00… in a string")
      default:
        plain.append(byte)
        position += 1
      }
    }
    throw fault("it ends early")
  }

  private mutating func escape(_ bytes: Span<UInt8>, into text: inout [UInt8]) throws(Fault) {
    let start = position - 1
    guard position < bytes.count else { throw fault("it ends early") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      let unit = try codeUnit(bytes)
      var code = UInt32(unit)
      if UTF16.isLeadSurrogate(unit) {
        guard take(UInt8(ascii: "\\"), bytes), take(UInt8(ascii: "u"), bytes) else {
          throw fault("a surrogate without its other half", at: start)
        }
        let low = try codeUnit(bytes)
        guard UTF16.isTrailSurrogate(low) else { throw fault("a surrogate without its other half", at: start) }
        code = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw fault("a surrogate without its other half", at: start) }
      text += String(scalar).utf8
    default: throw fault("no escape has this letter", at: start)
    }
  }

  private mutating func codeUnit(_ bytes: Span<UInt8>) throws(Fault) -> UInt16 {
    var unit: UInt16 = 0
    for index in position..<(position + 4) {
      let byte = index < bytes.count ? bytes[index] : 0
      let nibble: UInt8
      switch byte {
      case 0x30...0x39: nibble = byte - 0x30
      case 0x41...0x46: nibble = byte - 0x37
      case 0x61...0x66: nibble = byte - 0x57
      default: throw fault("\\u has four hexadecimal digits")
      }
      unit = unit << 4 | UInt16(nibble)
    }
    position += 4
    return unit
  }
}
