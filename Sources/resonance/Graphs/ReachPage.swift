import Foundation
import SocialGraph

/// Whom people reach, to be written out.
struct ReachPage {
  /// People and how many each reaches within 0, 1 … hops; and how many any of them reach, where that was asked.
  typealias Rows = (rows: [(person: Graph.Vertex, hops: ArraySlice<UInt32>)], union: ArraySlice<UInt32>?)

  let people: NamedGraph
  let hops: Int
  let rows: [(person: Graph.Vertex, hops: ArraySlice<UInt32>)]
  let union: ArraySlice<UInt32>?

  private static let mostRows = 50

  func write(as format: ReachFormat) throws {
    switch format {
    case .table: print(table(in: Terminal.standardOutput()).joined(separator: "\n"))
    case .json: try writeJSON()
    case .csv: try writeCSV()
    }
  }

  private func writeJSON() throws {
    var output = Output()
    output.add("{\"people\": \(people.graph.count), \"arcs\": \(people.graph.arcCount), \"reach\": [")
    for (number, row) in rows.enumerated() {
      output.add(number == 0 ? "\n  {\"id\": " : ",\n  {\"id\": ")
      output.add(JSONText.quoted(people.names[row.person]))
      output.add(", \"hops\": [")
      output.add(row.hops, between: ", ")
      output.add("]}")
      try output.drain()
    }
    output.add(rows.isEmpty ? "]" : "\n]")
    if let union {
      output.add(", \"union\": [")
      output.add(union, between: ", ")
      output.add("]")
    }
    output.add("}\n")
    try output.drain(isLast: true)
  }

  /// RFC 4180, but for line feeds alone.
  private func writeCSV() throws {
    var output = Output()
    output.add((["id"] + (0...hops).map { "within_\($0)" }).joined(separator: ",") + "\n")
    for row in rows {
      output.add(CSVText.field(people.names[row.person]))
      output.add(",")
      output.add(row.hops, between: ",")
      output.add("\n")
      try output.drain()
    }
    if let union {
      output.add(",")
      output.add(union, between: ",")
      output.add("\n")
    }
    try output.drain(isLast: true)
  }

  /// Those who reach most, or those who were asked for.
  private func table(in terminal: Terminal) -> [String] {
    let most =
      union == nil
      ? rows.sorted { ($1.hops.last ?? 0, $0.person) < ($0.hops.last ?? 0, $1.person) }.prefix(Self.mostRows)
      : rows[...]
    let table = TextTable(
      columns: [TextTable.Column(title: "Person", isCroppable: true, isKey: true)]
        + (0...hops).map { TextTable.Column(title: $0 == 1 ? "1 hop" : "\($0) hops", isNumber: true) },
      rows: most.map { row in [people.names[row.person].printable] + row.hops.map(\.formattedForPeople) },
      totals: union.map { [["Together"] + $0.map(\.formattedForPeople)] } ?? [])
    let graph = people.graph
    let subject = "\(graph.count.formattedForPeople) people, \(graph.arcCount.formattedForPeople) arcs"
    let note =
      most.count < rows.count
      ? ["", "The \(most.count) of \(rows.count.formattedForPeople) who reach most; --format csv has everybody."] : []
    return terminal.wrapped(subject) + [""] + table.lines(in: terminal)
      + note.flatMap { terminal.wrapped($0) }.map { terminal.faint($0) }
  }
}

/// Text on its way to standard output, a megabyte at a time.
private struct Output {
  private var bytes: [UInt8] = []

  mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func add(_ numbers: ArraySlice<UInt32>, between separator: StaticString) {
    for place in numbers.indices {
      if place > numbers.startIndex { separator.withUTF8Buffer { bytes.append(contentsOf: $0) } }
      add(numbers[place])
    }
  }

  private mutating func add(_ number: UInt32) {
    let start = bytes.count
    var rest = number
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  mutating func drain(isLast: Bool = false) throws {
    guard isLast || bytes.count > 1 << 20 else { return }
    try FileHandle.standardOutput.write(contentsOf: bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
