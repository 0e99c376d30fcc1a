import Foundation
import Referrals
import Testing

@Suite("Currencies and money")
struct MoneyTests {
  @Test(
    "a currency knows the places of its minor unit",
    arguments: [
      ("EUR", 2), ("USD", 2), ("GBP", 2), ("HUF", 2), ("MGA", 2), ("MRU", 2), ("XCG", 2), ("ZWG", 2), ("BGN", 2),
      ("BIF", 0), ("CLP", 0), ("DJF", 0), ("GNF", 0), ("ISK", 0), ("JPY", 0), ("KMF", 0), ("KRW", 0), ("PYG", 0),
      ("RWF", 0), ("UGX", 0), ("UYI", 0), ("VND", 0), ("VUV", 0), ("XAF", 0), ("XOF", 0), ("XPF", 0),
      ("BHD", 3), ("IQD", 3), ("JOD", 3), ("KWD", 3), ("LYD", 3), ("OMR", 3), ("TND", 3),
      ("CLF", 4), ("UYW", 4),
    ])
  func exponents(code: String, exponent: Int) {
    #expect(Currency(code)?.exponent == exponent)
    #expect(Currency(code.lowercased())?.code == code)
  }

  @Test(
    "what is not a currency with a minor unit is refused",
    arguments: [
      "", "EU", "EURO", "€", "XXX", "XTS", "XAU", "ABC", " EUR", "EUR ", "ＥＵＲ", "e\u{301}r",
    ])
  func refused(code: String) {
    #expect(Currency(code) == nil)
  }

  @Test("the table is whole")
  func table() {
    #expect(Currency.all.count == 171)
    #expect(Currency.all.allSatisfy { $0.code.utf8.count == 3 && $0.code == $0.code.uppercased() })
  }

  @Test(
    "money reads as people and as programs write it",
    arguments: [
      (123_450, "EUR", "1,234.50 EUR", "1234.50"),
      (0, "EUR", "0.00 EUR", "0.00"),
      (5, "USD", "0.05 USD", "0.05"),
      (-5, "USD", "-0.05 USD", "-0.05"),
      (-123_456_789, "USD", "-1,234,567.89 USD", "-1234567.89"),
      (500, "JPY", "500 JPY", "500"),
      (1_234_567, "JPY", "1,234,567 JPY", "1234567"),
      (0, "JPY", "0 JPY", "0"),
      (1234, "KWD", "1.234 KWD", "1.234"),
      (12345, "CLF", "1.2345 CLF", "1.2345"),
      (1_000_000_000_000_000, "EUR", "10,000,000,000,000.00 EUR", "10000000000000.00"),
      (Int64.min, "JPY", "-9,223,372,036,854,775,808 JPY", "-9223372036854775808"),
    ] as [(Int64, String, String, String)])
  func text(amount: Int64, code: String, forPeople: String, forPrograms: String) throws {
    let money = Money(amount, try #require(Currency(code)))
    #expect(money.description == forPeople)
    #expect(money.decimal == forPrograms)
  }

  @Test(
    "decimal text is read to the last digit",
    arguments: [
      ("409.94", "USD", 40994), ("-10.00", "EUR", -1000), ("500", "JPY", 500), ("500.00", "JPY", 500),
      ("7", "EUR", 700),
      ("7.5", "EUR", 750), ("1.234", "KWD", 1234), ("1.2340", "KWD", 1234), ("0.00", "EUR", 0), ("-0.00", "EUR", 0),
      ("007.10", "EUR", 710), ("0.29", "EUR", 29), ("92233720368547758.07", "EUR", .max),
    ] as [(String, String, Int64)])
  func decimals(text: String, code: String, amount: Int64) throws {
    let currency = try #require(Currency(code))
    #expect(Money(decimal: text, currency: currency) == Money(amount, currency))
    #expect(Money(decimal: Money(amount, currency).decimal, currency: currency) == Money(amount, currency))
  }

  @Test(
    "what is not decimal text, or not exact, is refused",
    arguments: [
      "", "-", ".", "1.", ".5", "+1", "1e3", "1,000.00", " 1", "1 ", "0x10", "--1", "1.2.3", "0.005", "1.001", "١",
      "92233720368547758.08", "99999999999999999999999", "1.-5", "-", "NaN",
    ])
  func noDecimals(text: String) throws {
    #expect(Money(decimal: text, currency: try #require(Currency("EUR"))) == nil)
  }

  @Test(
    "amounts are taken from nothing to 10^15",
    arguments: [
      (-1, false), (0, true), (1_000_000_000_000_000, true), (1_000_000_000_000_001, false),
    ] as [(Int64, Bool)])
  func limits(amount: Int64, accepted: Bool) {
    #expect(Money.accepts(amount) == accepted)
  }

  @Test("a currency travels as its code")
  func json() throws {
    #expect(try JSONDecoder().decode([Currency].self, from: Data(#"["eur"]"#.utf8)) == [Currency("EUR")])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Currency].self, from: Data(#"["EURO"]"#.utf8)) }
  }
}
