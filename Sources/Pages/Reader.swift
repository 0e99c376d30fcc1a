import Foundation
package import Referrals

/// Somebody who reads a page: how numbers and times are written for them.
package struct Reader: Sendable {
  /// A time as a page shows it.
  package struct Stamp: Sendable {
    /// In RFC 3339, for `datetime`.
    package let iso: String
    /// As the reader writes it.
    package let text: String
  }

  private let locale: Locale
  /// The zone by which they count days.
  package let zone: ReportZone
  private let timeZone: TimeZone

  /// A reader.
  /// - Parameters:
  ///   - languages: what the browser says of itself in `Accept-Language`; English where it says nothing usable.
  ///   - zone: the name of their time zone; UTC where it is not known.
  package init(languages: String?, zone: String?) {
    locale = Locale(identifier: Self.preferred(in: languages ?? "") ?? "en")
    self.zone = zone.flatMap { ReportZone($0) } ?? .utc
    timeZone = TimeZone(identifier: self.zone.name) ?? .gmt
  }

  /// An amount with its currency.
  package func money(_ amount: Money) -> String {
    guard let decimal = Decimal(string: amount.decimal, locale: Locale(identifier: "en_US_POSIX")) else {
      return amount.description
    }
    let style = Decimal.FormatStyle.Currency(code: amount.currency.code, locale: locale)
      .precision(.fractionLength(amount.currency.exponent))
    return style.format(decimal)
  }

  /// An amount in minor units of a currency.
  package func money(_ minor: Int64, _ currency: Currency) -> String { money(Money(minor, currency)) }

  /// A count.
  package func number(_ count: some BinaryInteger) -> String {
    IntegerFormatStyle<Int>(locale: locale).format(Int(count))
  }

  /// A number with at most so many decimals.
  package func number(_ value: Double, decimals: Int) -> String {
    FloatingPointFormatStyle<Double>(locale: locale).precision(.fractionLength(0...decimals)).format(value)
  }

  /// A part of a whole: 0.25 is a quarter.
  package func percent(_ part: Double) -> String {
    FloatingPointFormatStyle<Double>.Percent(locale: locale).precision(.fractionLength(0...1)).format(part)
  }

  /// The day of a moment.
  package func day(_ time: Timestamp) -> Stamp {
    Stamp(iso: time.description, text: text(time, Date.FormatStyle(date: .abbreviated, time: .omitted)))
  }

  /// A day of a calendar.
  package func day(_ day: Day) -> Stamp {
    Stamp(
      iso: day.description,
      text: Date.FormatStyle(date: .abbreviated, time: .omitted, locale: locale, timeZone: .gmt)
        .format(Date(timeIntervalSince1970: Double(day.number) * 86_400)))
  }

  /// The month that a day is in, in short.
  package func month(_ day: Day) -> String {
    let style = Date.FormatStyle(locale: locale, timeZone: .gmt).month(.abbreviated).year(.twoDigits)
    return style.format(Date(timeIntervalSince1970: Double(day.number) * 86_400))
  }

  /// A day of a calendar, without its year.
  package func shortDay(_ day: Day) -> String {
    let style = Date.FormatStyle(locale: locale, timeZone: .gmt).month(.abbreviated).day()
    return style.format(Date(timeIntervalSince1970: Double(day.number) * 86_400))
  }

  /// A moment to the minute.
  package func time(_ time: Timestamp) -> Stamp {
    Stamp(iso: time.description, text: text(time, Date.FormatStyle(date: .abbreviated, time: .shortened)))
  }

  private func text(_ time: Timestamp, _ style: Date.FormatStyle) -> String {
    var style = style
    style.locale = locale
    style.timeZone = timeZone
    return style.format(Date(timeIntervalSince1970: Double(time.microseconds) / 1e6))
  }

  /// The language that is liked best, as RFC 9110, 12.5.4 tells it; the first of those alike.
  private static func preferred(in languages: String) -> String? {
    var best: (name: String, weight: Double)?
    for choice in languages.split(separator: ",").prefix(20) {
      let parts = choice.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
      guard let name = parts.first.flatMap(known) else { continue }
      let weight = parts.dropFirst().first.flatMap { $0.hasPrefix("q=") ? Double($0.dropFirst(2)) : nil } ?? 1
      if weight > best?.weight ?? 0 { best = (name, weight) }
    }
    return best?.name
  }

  /// What a browser asks for, or its language alone, if there is such a locale: Foundation keeps each that it ever made,
  /// so none is made up.
  private static func known(_ name: String) -> String? {
    let name = name.replacing("-", with: "_").lowercased()
    return locales[name] ?? locales[String(name.prefix { $0 != "_" })]
  }

  private static let locales = Dictionary(
    Locale.availableIdentifiers.map { ($0.replacing("-", with: "_").lowercased(), $0) },
    uniquingKeysWith: { first, _ in first })
}
