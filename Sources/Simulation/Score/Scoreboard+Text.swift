extension Scoreboard {
  /// The lines as an array of objects; what is not known is null.
  package var json: String {
    let objects = lines.map { line in
      "  {"
        + zip(Self.fields, Self.values(of: line, absent: "null", quote: { "\"\($0)\"" }))
        .map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }
    return objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n"
  }

  /// The lines as CSV with a header; what is not known is empty.
  package var csv: String {
    ([Self.fields] + lines.map { Self.values(of: $0, absent: "", quote: { $0.contains(",") ? "\"\($0)\"" : $0 }) })
      .reduce(into: "") { $0 += $1.joined(separator: ",") + "\n" }
  }

  private static let fields = [
    "unclicked", "anyway", "model", "misplaced", "rank_correlation", "claimed", "covered", "worlds", "note",
  ]

  // Names and notes are the program's own words: nothing in them needs more than quotes.
  private static func values(of line: Line, absent: String, quote: (String) -> String) -> [String] {
    func number(_ value: Double?) -> String { value.map { "\(($0 * 10_000).rounded() / 10_000)" } ?? absent }
    return [
      "\(line.kind.unclicked)", "\(line.kind.anyway)", quote(line.model), number(line.misplaced),
      number(line.rankCorrelation), number(line.claimed), number(line.covered), "\(line.worlds)",
      line.note.map(quote) ?? absent,
    ]
  }
}
