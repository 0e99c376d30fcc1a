/// A non-negative fraction in lowest terms: an exact result where a floating-point number would round.
public struct Ratio: Hashable, Sendable, CustomStringConvertible {
  /// Above the line.
  public let numerator: UInt128
  /// Below the line; never zero.
  public let denominator: UInt128

  /// The fraction in lowest terms; the denominator must not be zero.
  public init(_ numerator: UInt128, _ denominator: UInt128) {
    precondition(denominator > 0, "nothing is divided by zero")
    var (divisor, rest) = (denominator, numerator)
    while rest > 0 { (divisor, rest) = (rest, divisor % rest) }
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// The nearest number, but for rounding in the last place.
  public var value: Double { Double(numerator) / Double(denominator) }

  /// As `36/13`.
  public var description: String { "\(numerator)/\(denominator)" }
}
