/// A currency of ISO 4217: its code, and how many decimal places its minor unit has.
package struct Currency: Hashable, Sendable {
  /// The three-letter code, in upper case.
  package let code: String
  /// The decimal places of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD, 4 for CLF.
  package let exponent: Int

  /// The currency of a code in either case; `nil` for one that ISO 4217 does not know, and for those without a minor
  /// unit (gold, testing, "no currency").
  package init?(_ code: String) {
    let code = code.utf8.count == 3 ? code.uppercased() : ""
    guard let exponent = Self.exponents[code] else { return nil }
    self.code = code
    self.exponent = exponent
  }

  /// Every currency, by code.
  package static let all: [Currency] = exponents.keys.sorted().compactMap { Currency($0) }
}

extension Currency: CustomStringConvertible {
  /// The code.
  package var description: String { code }
}

extension Currency: Codable {
  /// Decodes a code; throws `DecodingError.dataCorrupted` for one that is not known.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let code = try container.decode(String.self)
    guard let currency = Self(code) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not a currency of ISO 4217: three letters, as in EUR")
    }
    self = currency
  }

  /// Encodes the code.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(code)
  }
}
