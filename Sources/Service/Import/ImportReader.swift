import HTTPTypes
import Attribution
import StrictJSON

/// Reads a file of many items bit by bit: CSV or lines of JSON, told apart by how it begins unless it is said.
struct ImportReader {
  /// An item as it was written, or why it can't be read, and the line that it begins on.
  struct Entry {
    let line: Int
    let fields: Result<Fields, Problem>
  }

  /// The longest record that is waited for: without a bound, one quote left open holds the rest of the file.
  private static let longestRecord = LineSplitter.limit

  private let source: () throws -> [UInt8]?
  private let columns: [ImportColumn]
  private var format: ImportFormat?
  private var hasBegun = false
  private var isOver = false
  /// How many bytes were taken from the source.
  private(set) var bytes = 0

  // Of lines of JSON.
  private var splitter = LineSplitter()
  private var lines: ArraySlice<LineSplitter.Line> = []

  // Of CSV.
  private var pending: [UInt8] = []
  private var start = 0
  private var line = 1
  private var record = CSVRecord()
  private var header: ImportHeader?

  init(columns: [ImportColumn], format: ImportFormat?, source: @escaping () throws -> [UInt8]?) {
    self.columns = columns
    self.format = format
    self.source = source
  }

  /// The next item; nil after the last.
  mutating func next() throws -> Entry? {
    if !hasBegun { try begin() }
    return switch format {
    case .csv: try nextRecord()
    case .ndjson: try nextLine()
    case nil: nil
    }
  }

  /// Looks at how it begins, without the mark that some programs put there.
  private mutating func begin() throws {
    hasBegun = true
    var first: [UInt8] = []
    while first.count < 3 || first.allSatisfy(\.isBlank), let piece = try take() { first += piece }
    if first.starts(with: [0xEF, 0xBB, 0xBF]) { first.removeFirst(3) }
    if format == nil, let byte = first.first(where: { !$0.isBlank }) {
      format = byte == UInt8(ascii: "{") ? .ndjson : .csv
    }
    pending = first
    if format == .ndjson {
      cut(pending)
      pending = []
    }
  }

  private mutating func take() throws -> [UInt8]? {
    guard !isOver, let piece = try source() else {
      isOver = true
      return nil
    }
    bytes += piece.count
    return piece
  }

  private mutating func cut(_ piece: [UInt8]) {
    var cut: [LineSplitter.Line] = []
    splitter.take(piece) { cut.append($0) }
    if isOver { splitter.end { cut.append($0) } }
    lines = cut[...]
  }

  private mutating func nextLine() throws -> Entry? {
    while true {
      while let line = lines.popFirst() {
        if let bytes = line.bytes, bytes.allSatisfy(\.isBlank) { continue }
        return Entry(line: line.number, fields: Result { () throws(Problem) in try Self.fields(line) })
      }
      guard !isOver else { return nil }
      cut(try take() ?? [])
    }
  }

  private static func fields(_ line: LineSplitter.Line) throws(Problem) -> Fields {
    guard let bytes = line.bytes else { throw tooLong }
    return try Fields(body: bytes, calledThe: "line")
  }

  private static var tooLong: Problem {
    Problem(.contentTooLarge, "line_too_long", "The line is longer than \(LineSplitter.limit) bytes.")
  }

  private mutating func nextRecord() throws -> Entry? {
    while true {
      while let length = scan() {
        if record.isBlank { continue }
        let number = line - record.lines
        let cells = Result { () throws(Problem) in
          guard length <= Self.longestRecord else { throw Self.tooLong }
          return try Self.cells(of: record, in: pending)
        }
        if let header {
          return Entry(
            line: number,
            fields: cells.flatMap { cells in
              Result { () throws(Problem) in try Fields(header.object(cells), prefix: "") }
            })
        }
        header = try ImportHeader(
          cells.mapError { ImportRefusal(description: $0.detail) }.get().map(\.trimmed), of: columns)
      }
      guard !isOver else { return nil }
      guard pending.count - start <= Self.longestRecord else {
        throw ImportRefusal(
          description: "line \(line): longer than \(Self.longestRecord) bytes: is a quote left open?")
      }
      pending.removeSubrange(..<start)
      start = 0
      if let piece = try take() { pending += piece }
    }
  }

  /// Finds the next record, and how many bytes it has.
  private mutating func scan() -> Int? {
    // Held apart from self while the bytes are looked at, so that nothing is copied.
    var record = CSVRecord()
    swap(&record, &self.record)
    defer { swap(&record, &self.record) }
    guard start < pending.count, let next = record.scan(pending.span, from: start, isLast: isOver) else { return nil }
    defer { start = next }
    line += record.lines
    return next - start
  }

  private static func cells(of record: CSVRecord, in bytes: [UInt8]) throws(Problem) -> [String] {
    var places = record.fields
    var plain = bytes[...]
    if record.hasQuotes {
      do {
        let unquoted = try record.unquoted(bytes.span)
        places = unquoted.fields
        plain = unquoted.bytes[...]
      } catch {
        throw .malformed("The line has \(error.reason).")
      }
    }
    var cells: [String] = []
    for place in places {
      guard let cell = String(validating: plain[place], as: UTF8.self) else {
        throw .malformed("The line is not UTF-8.")
      }
      cells.append(cell)
    }
    return cells
  }
}

extension UInt8 {
  /// White space between items.
  fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}

extension String {
  /// Without spaces at either end.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
