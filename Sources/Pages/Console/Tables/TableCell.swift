package import Referrals

/// A cell of a table in the console.
package enum TableCell: Sendable {
  /// Words, which may lead somewhere, with a smaller line below, which is on the page only.
  case text(String, link: String? = nil, note: String? = nil)
  /// A count.
  case count(Int64, link: String? = nil)
  /// An amount in minor units.
  case money(Int64, Currency, link: String? = nil)
  /// By how much an amount in minor units changes.
  case change(Int64, Currency)
  /// Words, which may lead somewhere, with two amounts in minor units as bars below, against the greatest of the table; in
  /// a file the words.
  case shift(String, link: String?, now: Int64, then: Int64, most: Int64, Currency)
  /// A number that counts nothing, and how many of its decimals a page shows at most.
  case number(Double, decimals: Int)
  /// A part of a whole, from 0 to 1.
  case share(Double)
  /// A moment.
  case time(Timestamp, link: String? = nil)
  /// The day of a moment; in a file the moment.
  case day(Timestamp)
  /// A day of a calendar.
  case date(Day)
  /// A word in a box: something good, something bad, or neither.
  case chip(String, isGood: Bool? = nil)
  /// Nothing: the column does not apply to the row.
  case none
}

extension TableCell {
  /// As it stands in a file: amounts in minor units, times in RFC 3339.
  var csv: CSVCell {
    switch self {
    case .text(let text, _, _), .chip(let text, _), .shift(let text, _, _, _, _, _): .text(text)
    case .count(let count, _): .integer(count)
    case .money(let amount, _, _), .change(let amount, _): .integer(amount)
    case .number(let number, _): .decimal(Self.plain(number))
    case .share(let share): .decimal(Self.decimal(share))
    case .time(let time, _), .day(let time): .text(time.description)
    case .date(let day): .text(day.description)
    case .none: .empty
    }
  }

  private static func decimal(_ share: Double) -> String {
    let millionths = Int64((share * 1_000_000).rounded())
    let digits = String(millionths.magnitude)
    let padded = String(repeating: "0", count: max(0, 7 - digits.count)) + digits
    return "\(millionths < 0 ? "-" : "")\(padded.dropLast(6)).\(padded.suffix(6))"
  }

  /// The shortest digits that say a number, without a point where it is whole.
  private static func plain(_ number: Double) -> String {
    Int64(exactly: number).map { String($0) } ?? String(number)
  }

  /// As it stands on a page.
  func html(for reader: Reader) -> String {
    switch self {
    case .text(let text, let link, let note):
      Self.linked(Markup.text(text), link) + (note.map { "<small>\(Markup.text($0))</small>" } ?? "")
    case .count(let count, let link): Self.linked(Markup.text(reader.number(count)), link)
    case .money(0, _, _): Self.dash
    case .money(let amount, let currency, let link): Self.linked(Markup.text(reader.money(amount, currency)), link)
    case .change(0, _): Self.dash
    case .change(let amount, let currency):
      Markup.text((amount > 0 ? "+" : "") + reader.money(amount, currency))
    case .shift(let text, let link, let now, let then, let most, let currency):
      Self.linked(Markup.text(text), link) + Self.bars(now, then, most, currency)
    case .number(let number, let decimals): Markup.text(reader.number(number, decimals: decimals))
    case .share(let share): Markup.text(reader.percent(share))
    case .time(let time, let link): Self.linked(Self.element(reader.time(time)), link)
    case .day(let time): Self.element(reader.day(time))
    case .date(let day): Self.element(reader.day(day))
    case .chip(let text, let isGood):
      "<span class=\"chip\(isGood.map { $0 ? " good" : " bad" } ?? "")\">\(Markup.text(text))</span>"
    case .none: Self.dash
    }
  }

  /// Nothing, or an amount of nothing: a table of mostly zeros hides what is not.
  private static let dash = "<span class=\"muted\">–</span>"

  /// What a script needs to let the bars and the amounts beside them go over into others is on the bars.
  private static func bars(_ now: Int64, _ then: Int64, _ most: Int64, _ currency: Currency) -> String {
    func bar(_ name: String, _ amount: Int64, y: Int, height: Int) -> String {
      let length = Markup.coordinate(100 * Double(max(amount, 0)) / Double(max(most, 1)))
      return "<rect class=\"\(name)\" y=\"\(y)\" width=\"\(length)%\" height=\"\(height)\" rx=\"2\"/>"
    }
    return """
      <svg class="shift" width="100%" height="18" aria-hidden="true" data-now="\(now)" data-then="\(then)" \
      data-currency="\(currency.code)" data-digits="\(currency.exponent)">\(bar("now", now, y: 1, height: 5))\
      \(bar("then", then, y: 8, height: 9))</svg>
      """
  }

  private static func linked(_ html: String, _ link: String?) -> String {
    link.map { "<a href=\"\(Markup.text($0))\">\(html)</a>" } ?? html
  }

  private static func element(_ stamp: Reader.Stamp) -> String {
    "<time datetime=\"\(Markup.text(stamp.iso))\">\(Markup.text(stamp.text))</time>"
  }
}
