/// Reads a graph from lines `from<separator>to`: `to` sees what `from` shares.
///
/// The file comes in pieces of any size through `read(_:)`; `finish()` gives the graph. The separator is a comma, tabs or
/// spaces; a comma may have tabs and spaces around it. A name is any UTF-8 text without these (see `Names` for numbers).
/// Blank lines and lines that begin with # are skipped, lines end with a line feed or with a carriage return before it,
/// and a byte order mark at the start is passed over. Any other line is a fault, and while there is one there is no graph.
///
/// Fifty million arcs between numbered people take less than a gigabyte.
public struct EdgeList: Sendable {
  /// What is wrong with the file: the first hundred faults, by line.
  public private(set) var faults: [EdgeListFault] = []
  /// How many lines are wrong.
  public private(set) var faultCount = 0

  private let isUndirected: Bool
  private var arcs = ArcList()
  private var names = Names()
  /// The end of the last piece, which is not a whole line yet.
  private var pending: [UInt8] = []
  private var line = 0
  private var isAtStart = true
  /// Whether a fault makes what follows it unreadable.
  private var isStopped = false

  /// Without it, a file that is no text would be held in memory as one line.
  private static let longestLine = 1 << 16
  private static let tooLong = "is longer than 64 KiB: is this a list of edges?"
  private static let newline = UInt8(ascii: "\n")

  /// With `isUndirected`, each line is an arc both ways.
  public init(isUndirected: Bool = false) {
    self.isUndirected = isUndirected
  }

  /// Takes the next piece of the file.
  public mutating func read(_ piece: some Collection<UInt8>) {
    guard !isStopped else { return }
    pending.append(contentsOf: piece)
    takeLines()
    if pending.count > Self.longestLine {
      line += 1
      stop(Self.tooLong)
    }
  }

  /// The graph of all that was read, its people in the order in which they were first named.
  public consuming func finish() throws(EdgeListError) -> NamedGraph {
    if !pending.isEmpty {
      pending.append(Self.newline)
      takeLines()
    }
    guard faultCount == 0 else { throw EdgeListError(faults: faults, faultCount: faultCount) }
    let names = names
    let arcs = arcs
    self = EdgeList()
    return NamedGraph(graph: Graph(arcs, count: names.count), names: names)
  }

  private mutating func takeLines() {
    // Held apart from self while its bytes are looked at, so that nothing is copied.
    var buffer: [UInt8] = []
    swap(&buffer, &pending)
    var start = 0
    if isAtStart, buffer.count >= 3 || buffer.contains(Self.newline) {
      isAtStart = false
      if buffer.starts(with: [0xef, 0xbb, 0xbf]) { start = 3 }
    }
    if !isAtStart, let last = buffer.lastIndex(of: Self.newline) {
      let bytes = buffer.span
      while start <= last, !isStopped {
        line += 1
        start = takeNumbers(bytes, start) ?? takeLine(bytes, start)
      }
    }
    buffer.removeSubrange(..<start)
    swap(&buffer, &pending)
  }

  /// Takes a line of two numbers; returns where the next begins, nil where it is another line.
  @inline(__always) private mutating func takeNumbers(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
    var place = start
    guard let from = Self.number(bytes, &place) else { return nil }
    let separator = bytes[place]
    guard separator == UInt8(ascii: "\t") || separator == UInt8(ascii: " ") || separator == UInt8(ascii: ",") else {
      return nil
    }
    place += 1
    guard let to = Self.number(bytes, &place) else { return nil }
    if bytes[place] == UInt8(ascii: "\r") { place += 1 }
    guard place < bytes.count, bytes[place] == Self.newline else { return nil }
    let origin = names.insert(from)
    take(origin, names.insert(to))
    return place + 1
  }

  /// Reads a number of at most 18 digits and no leading zero. There is a line feed somewhere behind it.
  @inline(__always) private static func number(_ bytes: Span<UInt8>, _ place: inout Int) -> UInt64? {
    let start = place
    var number: UInt64 = 0
    var digit = bytes[place] &- UInt8(ascii: "0")
    if digit == 0 {
      place += 1
      return bytes[place] &- UInt8(ascii: "0") < 10 ? nil : 0
    }
    while digit < 10 {
      number = number &* 10 &+ UInt64(digit)
      place += 1
      digit = bytes[place] &- UInt8(ascii: "0")
    }
    return place > start && place - start <= 18 ? number : nil
  }

  /// Takes any line; returns where the next begins.
  private mutating func takeLine(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var end = start
    while bytes[end] != Self.newline { end += 1 }
    let next = end + 1
    guard next - start <= Self.longestLine else {
      stop(Self.tooLong)
      return next
    }
    do {
      guard let fields = try EdgeLine.fields(bytes, start..<end) else { return next }
      let origin = names.insert(bytes, fields.from)
      take(origin, names.insert(bytes, fields.to))
    } catch {
      fail(error.reason)
    }
    return next
  }

  @inline(__always) private mutating func take(_ from: Graph.Vertex, _ to: Graph.Vertex) {
    arcs.append(from: from, to: to)
    if isUndirected { arcs.append(from: to, to: from) }
    if arcs.count >= Int(UInt32.max) - 1 { stop("more than 4,294,967,294 arcs: this is as many as a graph can hold") }
  }

  private mutating func fail(_ reason: String) {
    faultCount += 1
    if faults.count < 100 { faults.append(EdgeListFault(line: line, reason: reason)) }
  }

  private mutating func stop(_ reason: String) {
    fail(reason)
    isStopped = true
    pending = []
  }
}
