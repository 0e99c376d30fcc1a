/// A column of a report.
package struct ReportColumn: Hashable, Sendable {
  /// What a column holds, and so how it is shown.
  package enum Kind: Hashable, Sendable {
    /// Words.
    case text
    /// An id, as 36 characters.
    case id
    /// A day, as `YYYY-MM-DD`.
    case date
    /// The code of a currency (ISO 4217).
    case currency
    /// A count.
    case integer
    /// A decimal number.
    case number
    /// A part of a whole, from 0 to 1; people are shown percent.
    case share
    /// Minor units of the currency that the row's column of this name holds.
    case money(currency: String)
  }

  /// Its name in JSON, CSV and SQL.
  package let name: String
  /// What it holds.
  package let kind: Kind
  /// Its heading.
  package let title: String

  /// A column from its parts.
  package init(_ name: String, _ kind: Kind, _ title: String) {
    self.name = name
    self.kind = kind
    self.title = title
  }

  /// An amount in the currency of the row's column `currency`.
  static func money(_ name: String, _ title: String) -> ReportColumn {
    ReportColumn(name, .money(currency: "currency"), title)
  }

  /// Whether it holds numbers.
  package var isNumber: Bool {
    switch kind {
    case .integer, .number, .share, .money: true
    case .text, .id, .date, .currency: false
    }
  }
}

extension ReportColumn.Kind {
  /// The kind in JSON: `text`, `id`, `date`, `currency`, `integer`, `number`, `share` or `money`.
  package var name: String {
    switch self {
    case .text: "text"
    case .id: "id"
    case .date: "date"
    case .currency: "currency"
    case .integer: "integer"
    case .number: "number"
    case .share: "share"
    case .money: "money"
    }
  }
}
