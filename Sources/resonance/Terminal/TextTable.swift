/// Rows in columns, aligned.
struct TextTable {
  /// A column and how it is laid out.
  struct Column {
    /// Its heading.
    var title: String
    /// Numbers stand to the right.
    var isNumber = false
    /// Whether it may be cropped to make room.
    var isCroppable = false
    /// Whether it is what a row is known by, and so stands again in every part of a table that is too wide.
    var isKey = false
  }

  var columns: [Column]
  var rows: [[String]]
  /// Below a line.
  var totals: [[String]] = []

  private static let gap = "  "
  private static let leastWidth = 8

  /// The table in lines. One that is too wide is cropped where it may be, and then cut into parts, one below the other.
  func lines(in terminal: Terminal) -> [String] {
    var widths = columns.indices.map { place in
      (rows + totals).reduce(columns[place].title.columns) { max($0, $1[place].columns) }
    }
    let all = Array(columns.indices)
    guard let limit = terminal.width, width(of: all, widths) > limit else { return lines(all, widths, terminal) }
    crop(&widths, to: limit)
    var lines: [String] = []
    for part in evenParts(widths, in: limit) {
      if !lines.isEmpty { lines.append("") }
      lines += self.lines(part, widths, terminal)
    }
    return lines
  }

  private func width(of places: [Int], _ widths: [Int]) -> Int {
    places.reduce(-Self.gap.count) { $0 + Self.gap.count + widths[$1] }
  }

  /// Takes from the widest column that may be cropped, a column at a time.
  private func crop(_ widths: inout [Int], to limit: Int) {
    while width(of: Array(columns.indices), widths) > limit {
      let croppable = columns.indices.filter { columns[$0].isCroppable && widths[$0] > Self.leastWidth }
      guard let widest = croppable.max(by: { widths[$0] < widths[$1] }) else { return }
      widths[widest] -= 1
    }
  }

  /// As few parts as there must be, of about the same width.
  private func evenParts(_ widths: [Int], in limit: Int) -> [[Int]] {
    var parts = parts(widths, in: limit)
    for narrower in stride(from: limit - 1, to: 0, by: -1) {
      let others = self.parts(widths, in: narrower)
      guard others.count == parts.count else { break }
      parts = others
    }
    return parts
  }

  /// The places of the columns in each part: the keys and as many others as fit, at least one.
  private func parts(_ widths: [Int], in limit: Int) -> [[Int]] {
    let keys = columns.indices.filter { columns[$0].isKey }
    var parts: [[Int]] = []
    var part = keys
    for place in columns.indices where !columns[place].isKey {
      if part.count > keys.count, width(of: part + [place], widths) > limit {
        parts.append(part)
        part = keys
      }
      part.append(place)
    }
    return parts + [part]
  }

  private func lines(_ places: [Int], _ widths: [Int], _ terminal: Terminal) -> [String] {
    let rule = places.map { String(repeating: "─", count: widths[$0]) }.joined(separator: Self.gap)
    var lines = [terminal.bold(line(columns.map(\.title), places, widths)), rule]
    lines += rows.map { line($0, places, widths) }
    if !totals.isEmpty {
      if !rows.isEmpty { lines.append(rule) }
      lines += totals.map { terminal.bold(line($0, places, widths)) }
    }
    return lines
  }

  private func line(_ cells: [String], _ places: [Int], _ widths: [Int]) -> String {
    var line = places.map { place in
      let text = cells[place].cropped(toColumns: widths[place])
      let padding = String(repeating: " ", count: widths[place] - text.columns)
      return columns[place].isNumber ? padding + text : text + padding
    }.joined(separator: Self.gap)
    while line.last == " " { line.removeLast() }
    return line
  }
}
