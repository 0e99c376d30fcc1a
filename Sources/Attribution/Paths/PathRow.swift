/// One line of a file of paths, read. Reused from line to line.
struct PathRow {
  /// The touches in their order, as ``TouchNames`` numbers them.
  private(set) var touches: [Int] = []
  /// When the touches were, in microseconds, the conversion being at 0; empty where the file does not say.
  private(set) var times: [Int64] = []
  /// How many such journeys converted, in millionths.
  private(set) var conversions: Int64 = 0
  /// What the conversions were worth, in millionths.
  private(set) var value: Int64 = 0
  /// How many such journeys did not convert, in millionths.
  private(set) var nulls: Int64 = 0

  private static let oneConversion: Int64 = 1_000_000

  /// Reads the fields of a line.
  mutating func read(
    _ bytes: Span<UInt8>, _ fields: [Range<Int>], _ columns: PathColumns, _ names: inout TouchNames
  ) throws(PathFault) {
    guard fields.count == columns.count else {
      throw PathFault("\(fields.count) fields where the header has \(columns.count)")
    }
    try readPath(bytes, fields[columns.path], &names)
    conversions =
      try columns.conversions.map { column throws(PathFault) in
        try number(bytes, fields[column], "conversions")
      } ?? Self.oneConversion
    value = try columns.value.map { column throws(PathFault) in try number(bytes, fields[column], "value") } ?? 0
    nulls = try columns.nulls.map { column throws(PathFault) in try number(bytes, fields[column], "nulls") } ?? 0
    if let days = columns.days { try readDays(bytes, fields[days]) }
  }

  private mutating func readPath(
    _ bytes: Span<UInt8>, _ field: Range<Int>, _ names: inout TouchNames
  ) throws(PathFault) {
    touches.removeAll(keepingCapacity: true)
    var start = field.lowerBound
    while start <= field.upperBound {
      let end = bytes.firstIndex(of: UInt8(ascii: ">"), in: start..<field.upperBound)
      let name = bytes.trimmed(start..<end)
      guard !name.isEmpty else {
        throw PathFault(bytes.trimmed(field).isEmpty ? "path is empty" : "path has a touch without a name")
      }
      guard let touch = names.number(of: bytes, name) else { throw PathFault("path is not UTF-8") }
      touches.append(touch)
      start = end + 1
    }
  }

  private mutating func readDays(_ bytes: Span<UInt8>, _ field: Range<Int>) throws(PathFault) {
    times.removeAll(keepingCapacity: true)
    var start = field.lowerBound
    while start <= field.upperBound {
      let end = bytes.firstIndex(of: UInt8(ascii: ">"), in: start..<field.upperBound)
      let age = try number(bytes, start..<end, "days")
      // A millionth of a day is a whole number of microseconds.
      let (time, overflows) = (-age).multipliedReportingOverflow(by: microsecondsPerDay / 1_000_000)
      guard !overflows else { throw PathFault("days reaches back too far") }
      guard times.isEmpty || time >= times[times.count - 1] else {
        throw PathFault("days grows along the path: ages count back from the conversion, the first touch's is the most")
      }
      times.append(time)
      start = end + 1
    }
    guard times.count == touches.count else {
      throw PathFault("\(times.count) days for \(touches.count) touches")
    }
  }

  private func number(_ bytes: Span<UInt8>, _ field: Range<Int>, _ column: String) throws(PathFault) -> Int64 {
    let digits = bytes.trimmed(field)
    if let number = Millionths.read(bytes, digits) { return number }
    let text = String(decoding: digits.prefix(40).map { bytes[$0] }, as: UTF8.self)
    throw PathFault("\(column) “\(text)” is not a number from 0 to 9000000000000")
  }
}

extension Span<UInt8> {
  /// Where `byte` first is in `range`, or the range's end.
  fileprivate func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int {
    var index = range.lowerBound
    while index < range.upperBound, self[index] != byte { index += 1 }
    return index
  }

  /// The range without the spaces and tabs at its ends.
  fileprivate func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (lower, upper) = (range.lowerBound, range.upperBound)
    while lower < upper, self[lower] == UInt8(ascii: " ") || self[lower] == UInt8(ascii: "\t") { lower += 1 }
    while lower < upper, self[upper - 1] == UInt8(ascii: " ") || self[upper - 1] == UInt8(ascii: "\t") { upper -= 1 }
    return lower..<upper
  }
}
