extension ReportResult {
  /// A JSON object (RFC 8259), members in the order of the columns and always in the same form:
  ///
  ///     {"columns":[{"name":"net","kind":"money","currency":"currency","title":"Net"},…],
  ///      "rows":[{"net":12345,…},…],"totals":[{…}],"as_of":"2026-03-31T12:00:00Z"}
  ///
  /// `as_of` is there where the report tells of an earlier moment than now. `kind` is `text`, `id`, `date`, `currency`,
  /// `integer`, `number`, `share` or `money`; the amounts of a money column are minor units of
  /// the currency that its row has in the column named by `currency`.
  package var json: String {
    let columns = self.columns.map(\.json).joined(separator: ",")
    let asOf = self.asOf.map { #","as_of":"\#($0)""# } ?? ""
    return #"{"columns":["# + columns + #"],"rows":["# + objects(rows) + #"],"totals":["# + objects(totals) + "]"
      + asOf + "}"
  }

  private func objects(_ rows: [[ReportValue]]) -> String {
    let names = columns.map { JSONString.quoted($0.name) + ":" }
    return rows.map { row in "{" + zip(names, row).map { $0 + $1.json }.joined(separator: ",") + "}" }
      .joined(separator: ",")
  }
}

extension ReportColumn {
  fileprivate var json: String {
    var members = [("name", name), ("kind", kind.name)]
    if case .money(let currency) = kind { members.append(("currency", currency)) }
    members.append(("title", title))
    return "{" + members.map { JSONString.quoted($0) + ":" + JSONString.quoted($1) }.joined(separator: ",") + "}"
  }
}

extension ReportValue {
  fileprivate var json: String {
    switch self {
    case .text(let text): JSONString.quoted(text)
    case .integer(let number): String(number)
    case .decimal(let digits): digits
    case .null: "null"
    }
  }
}
