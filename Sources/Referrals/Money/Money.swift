/// An amount of one currency, in minor units: 1,234.50 EUR is 123450, 500 JPY is 500.
package struct Money: Hashable, Sendable, Codable {
  /// Minor units; negative for what is taken back.
  package var amount: Int64
  /// The currency that the minor units are of.
  package var currency: Currency

  /// An amount in minor units of a currency.
  package init(_ amount: Int64, _ currency: Currency) {
    self.amount = amount
    self.currency = currency
  }

  /// The largest amount that is taken in: 10^15 minor units, so that sums of thousands of them stay exact.
  package static let maximumAmount: Int64 = 1_000_000_000_000_000

  /// Whether an amount may be taken in: not negative, and at most `maximumAmount`.
  package static func accepts(_ amount: Int64) -> Bool { (0...maximumAmount).contains(amount) }
}

extension Money: CustomStringConvertible {
  /// For people: `1,234.50 EUR`, `500 JPY`, `-0.05 USD`.
  package var description: String { "\(text(grouped: true)) \(currency.code)" }

  /// For programs: `1234.50`, with neither grouping nor currency.
  package var decimal: String { text(grouped: false) }

  private func text(grouped: Bool) -> String {
    let digits = DecimalDigits.text(amount.magnitude, width: currency.exponent + 1)
    let whole = digits.dropLast(currency.exponent)
    var text = amount < 0 ? "-" : ""
    for (index, digit) in whole.enumerated() {
      if grouped, index > 0, (whole.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    if currency.exponent > 0 { text += "." + digits.suffix(currency.exponent) }
    return text
  }
}
