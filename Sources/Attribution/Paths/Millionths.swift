/// A number from 0 with six decimals, kept whole so that sums are exact in any order.
public struct Millionths: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// How many millionths.
  public let count: Int128

  /// That many millionths; not negative.
  public init(_ count: Int128) {
    precondition(count >= 0, "a count cannot be negative")
    self.count = count
  }

  /// The smaller number first.
  public static func < (first: Millionths, second: Millionths) -> Bool { first.count < second.count }

  /// With as many decimals as it needs, and a point: `12.5`.
  public var description: String { text(decimals: decimals) }

  /// How many decimals it takes to write it in full, 0 to 6.
  var decimals: Int {
    var rest = count % Self.one
    var decimals = 0
    while rest != 0 {
      rest = rest * 10 % Self.one
      decimals += 1
    }
    return decimals
  }

  /// With that many decimals, at most six and no fewer than it needs.
  func text(decimals: Int) -> String {
    let (whole, fraction) = count.quotientAndRemainder(dividingBy: Self.one)
    guard decimals > 0 else { return String(whole) }
    let digits = String(fraction)
    return "\(whole)." + (String(repeating: "0", count: 6 - digits.count) + digits).prefix(decimals)
  }

  private static let one: Int128 = 1_000_000
}

extension Millionths {
  /// The largest number that is read: nine million million.
  static let most: Int64 = 9_000_000_000_000_000_000

  /// Reads digits, perhaps a point and an exponent (`12.5`, `1e+05`); nil where it is anything else or too large.
  ///
  /// What lies beyond the sixth decimal is rounded, halves up.
  static func read(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    var mantissa: UInt64 = 0
    var shift = 6
    var digits = 0
    var index = range.lowerBound
    var afterPoint = false
    scan: while index < range.upperBound {
      switch bytes[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        if mantissa < 100_000_000_000_000_000 {
          mantissa = mantissa * 10 + UInt64(bytes[index] - UInt8(ascii: "0"))
          if afterPoint { shift -= 1 }
        } else if !afterPoint {
          shift += 1
        }
      case UInt8(ascii: ".") where !afterPoint: afterPoint = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        guard let exponent = exponent(bytes, index + 1..<range.upperBound) else { return nil }
        shift += exponent
        break scan
      default: return nil
      }
      index += 1
    }
    return digits > 0 ? scaled(mantissa, by: shift) : nil
  }

  /// A whole number with or without a sign; of absurdly large ones, one that is large enough.
  private static func exponent(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    let signed = index < range.upperBound && (bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+"))
    let negative = signed && bytes[index] == UInt8(ascii: "-")
    if signed { index += 1 }
    guard index < range.upperBound else { return nil }
    var value = 0
    while index < range.upperBound {
      guard case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[index] else { return nil }
      value = min(value * 10 + Int(bytes[index] - UInt8(ascii: "0")), 1_000_000)
      index += 1
    }
    return negative ? -value : value
  }

  /// `mantissa` × 10^`shift`, rounded, if that is not too large.
  private static func scaled(_ mantissa: UInt64, by shift: Int) -> Int64? {
    guard mantissa > 0, shift > -19 else { return 0 }
    var value = mantissa
    if shift < 0 {
      let divisor = (shift..<0).reduce(into: UInt64(1)) { power, _ in power *= 10 }
      value = (mantissa + divisor / 2) / divisor
    } else {
      for _ in 0..<shift {
        guard value <= UInt64(most) / 10 else { return nil }
        value *= 10
      }
    }
    return value <= UInt64(most) ? Int64(value) : nil
  }
}
