/// Splits the conversions and the value of a CSV file of paths over their touches.
///
/// The file comes in pieces of any size through ``read(_:)``; ``finish()`` gives the totals. A header names the
/// columns: `path` (`a > b > c`), and perhaps `conversions` (else 1 a line), `value` (else 0), `nulls` (journeys that
/// did not convert: the Markov model learns from them, no other model looks at them) and `days` (`38 > 33 > 0`, how many days before the conversion each
/// touch was; without it touches count as a day apart, the last one at the conversion). Numbers are read to six
/// decimals, and the totals of the touches sum to the totals of the file exactly.
public struct PathAttribution: Sendable {
  /// What is wrong with the file: the first hundred faults, by line. While there is one, there are no totals.
  public private(set) var faults: [PathFault] = []
  /// How many faults there are.
  public private(set) var faultCount = 0
  /// Once finished, under the Markov model: how far any removal effect can be from its exact value; 0 where they are
  /// exact but for rounding.
  public private(set) var removalBound: Double?

  private var pending: [UInt8] = []
  private var line = 1
  private var isAtStart = true
  private var record = CSVRecord()
  private var columns: PathColumns?
  /// Whether a fault makes what follows it unreadable.
  private var isStopped = false
  private var row = PathRow()
  private var names = TouchNames()
  private var tally: any PathTally

  /// The longest record that is waited for: without a bound, one quote left open holds the rest of the file.
  private static let longestRecord = 1 << 20

  /// Splits by `model`; paths have neither window nor chain.
  public init(model: PathModel) {
    self.tally = model.tally
  }

  /// Splits by the rule that `settings` name, with its half-life and position.
  public init(settings: Settings) {
    self.init(model: .rule(settings))
  }

  /// Takes the next piece of the file.
  public mutating func read(_ piece: some Collection<UInt8>) {
    guard !isStopped else { return }
    pending.append(contentsOf: piece)
    takeRecords(isLast: false)
    if pending.count > Self.longestRecord { stop() }
  }

  /// The totals, most value first (most conversions, in a file without values), then by name; empty where there
  /// are faults.
  public mutating func finish() -> [TouchTotal] {
    takeRecords(isLast: true)
    if columns == nil, faultCount == 0 { fail(PathFault("the file is empty: it needs a header with at least path")) }
    guard let columns, faultCount == 0 else { return [] }
    let result = tally.result(names: names.names)
    removalBound = result.bound
    let key: KeyPath<TouchTotal, Millionths> = columns.value == nil ? \.conversions : \.value
    return result.totals.sorted { first, second in
      first[keyPath: key] == second[keyPath: key]
        ? first.touch < second.touch : first[keyPath: key] > second[keyPath: key]
    }
  }

  private mutating func takeRecords(isLast: Bool) {
    // Held apart from self while its bytes are looked at, so that nothing is copied.
    var buffer: [UInt8] = []
    swap(&buffer, &pending)
    var start = 0
    if isAtStart, isLast || buffer.count >= 3 {
      isAtStart = false
      if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    }
    if !isAtStart {
      let bytes = buffer.span
      while start < bytes.count, !isStopped, let next = record.scan(bytes, from: start, isLast: isLast) {
        if next - start > Self.longestRecord { return stop() }
        if !record.isBlank { take(bytes) }
        line += record.lines
        start = next
      }
    }
    buffer.removeSubrange(..<start)
    swap(&buffer, &pending)
  }

  /// Takes the record just scanned, where it lies or, if it has quotes, without them.
  private mutating func take(_ bytes: Span<UInt8>) {
    do {
      if record.hasQuotes {
        let plain = try record.unquoted(bytes)
        try take(plain.bytes.span, plain.fields)
      } else {
        try take(bytes, record.fields)
      }
    } catch {
      isStopped = columns == nil
      fail(error)
    }
  }

  private mutating func take(_ bytes: Span<UInt8>, _ fields: [Range<Int>]) throws(PathFault) {
    guard let columns else {
      let header = fields.map { field in
        String(decoding: field.map { bytes[$0] }.filter { $0 != UInt8(ascii: " ") }, as: UTF8.self)
      }
      self.columns = try PathColumns(header: header)
      return
    }
    try row.read(bytes, fields, columns, &names)
    try tally.add(row)
  }

  private mutating func stop() {
    fail(PathFault("longer than 1 MiB: is a quote left open?"))
    isStopped = true
    pending = []
  }

  private mutating func fail(_ fault: PathFault) {
    faultCount += 1
    guard faults.count < 100 else { return }
    var fault = fault
    fault.line = line
    faults.append(fault)
  }
}
