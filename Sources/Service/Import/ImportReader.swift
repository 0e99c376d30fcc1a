import HTTPTypes
import Attribution
import StrictJSON

/// Reads a file of many items as its bytes come: CSV or lines of JSON, told apart by how it begins unless it is said.
struct ImportReader {
  /// What comes next.
  enum Step {
    case entry(Entry)
    /// More bytes are needed to know.
    case hungry
    /// There is nothing more.
    case end
  }

  /// An item as it was written, or why it can't be read, and the line that it begins on.
  struct Entry {
    let line: Int
    let fields: Result<Fields, Problem>
  }

  /// The longest record that is waited for: without a bound, one quote left open holds the rest of the file.
  private static let longestRecord = LineSplitter.limit

  private let columns: [ImportColumn]
  private var format: ImportFormat?
  private var hasBegun = false
  private var isOver = false
  /// How many bytes there were so far.
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

  init(columns: [ImportColumn], format: ImportFormat?) {
    self.columns = columns
    self.format = format
  }

  /// Takes in the next bytes, once it is hungry; nil after the last.
  mutating func feed(_ piece: [UInt8]?) {
    if let piece { bytes += piece.count } else { isOver = true }
    if hasBegun, format == .ndjson {
      cut(piece ?? [])
    } else {
      pending.removeSubrange(..<start)
      start = 0
      pending += piece ?? []
    }
  }

  /// The next item, if all of it is there.
  mutating func next() throws -> Step {
    guard try hasBegun || begin() else { return .hungry }
    return switch format {
    case .csv: try nextRecord()
    case .ndjson: nextLine()
    case nil: .end
    }
  }

  /// Looks at how it begins, without the mark that some programs put there; false where that can't be told yet.
  private mutating func begin() throws -> Bool {
    guard isOver || pending.count >= 3 && !pending.allSatisfy(\.isBlank) else {
      guard pending.count <= Self.longestRecord else {
        throw ImportRefusal(description: "it begins with more than \(Self.longestRecord) blank bytes")
      }
      return false
    }
    hasBegun = true
    if pending.starts(with: [0xEF, 0xBB, 0xBF]) { pending.removeFirst(3) }
    if format == nil, let byte = pending.first(where: { !$0.isBlank }) {
      format = byte == UInt8(ascii: "{") ? .ndjson : .csv
    }
    if format == .ndjson {
      cut(pending)
      pending = []
    }
    return true
  }

  private mutating func cut(_ piece: [UInt8]) {
    var cut: [LineSplitter.Line] = []
    splitter.take(piece) { cut.append($0) }
    if isOver { splitter.end { cut.append($0) } }
    lines = cut[...]
  }

  private mutating func nextLine() -> Step {
    while let line = lines.popFirst() {
      if let bytes = line.bytes, bytes.allSatisfy(\.isBlank) { continue }
      return .entry(Entry(line: line.number, fields: Result { () throws(Problem) in try Self.fields(line) }))
    }
    return isOver ? .end : .hungry
  }

  private static func fields(_ line: LineSplitter.Line) throws(Problem) -> Fields {
    guard let bytes = line.bytes else { throw tooLong }
    return try Fields(body: bytes, calledThe: "line")
  }

  private static var tooLong: Problem {
    Problem(.contentTooLarge, "line_too_long", "The line is longer than \(LineSplitter.limit) bytes.")
  }

  private mutating func nextRecord() throws -> Step {
    while let length = scan() {
      if record.isBlank { continue }
      let number = line - record.lines
      let cells = Result { () throws(Problem) in
        guard length <= Self.longestRecord else { throw Self.tooLong }
        return try Self.cells(of: record, in: pending)
      }
      if let header {
        return .entry(
          Entry(
            line: number,
            fields: cells.flatMap { cells in
              Result { () throws(Problem) in try Fields(header.object(cells), prefix: "") }
            }))
      }
      header = try ImportHeader(
        cells.mapError { ImportRefusal(description: $0.detail) }.get().map(\.trimmed), of: columns)
    }
    guard !isOver else { return .end }
    guard pending.count - start <= Self.longestRecord else {
      throw ImportRefusal(
        description: "line \(line): longer than \(Self.longestRecord) bytes: is a quote left open?")
    }
    return .hungry
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
