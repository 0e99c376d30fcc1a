/// A whole number from 0 without a largest one, lowest word first.
struct Natural: Comparable, Sendable {
  private var words: [UInt64]

  /// A small number.
  init(_ number: UInt64) { words = number == 0 ? [] : [number] }

  static func < (first: Natural, second: Natural) -> Bool {
    if first.words.count != second.words.count { return first.words.count < second.words.count }
    for (one, other) in zip(first.words, second.words).reversed() where one != other { return one < other }
    return false
  }

  static func *= (number: inout Natural, factor: UInt64) {
    var carry: UInt64 = 0
    for index in number.words.indices {
      let (high, low) = number.words[index].multipliedFullWidth(by: factor)
      let (sum, overflows) = low.addingReportingOverflow(carry)
      number.words[index] = sum
      carry = high + (overflows ? 1 : 0)
    }
    if carry > 0 { number.words.append(carry) }
    number.trim()
  }

  static func += (number: inout Natural, other: Natural) {
    var carry = false
    for index in 0..<max(number.words.count, other.words.count) {
      if index == number.words.count { number.words.append(0) }
      let (sum, first) = number.words[index].addingReportingOverflow(
        index < other.words.count ? other.words[index] : 0)
      let (total, second) = sum.addingReportingOverflow(carry ? 1 : 0)
      number.words[index] = total
      carry = first || second
    }
    if carry { number.words.append(1) }
  }

  /// Takes away what must not be more.
  static func -= (number: inout Natural, other: Natural) {
    var borrow = false
    for index in number.words.indices {
      let (difference, first) = number.words[index].subtractingReportingOverflow(
        index < other.words.count ? other.words[index] : 0)
      let (total, second) = difference.subtractingReportingOverflow(borrow ? 1 : 0)
      number.words[index] = total
      borrow = first || second
    }
    number.trim()
  }

  /// The whole part of the quotient, and what is left over.
  func quotientAndRemainder(dividingBy divisor: UInt64) -> (quotient: Natural, remainder: UInt64) {
    var quotient = self
    var remainder: UInt64 = 0
    for index in words.indices.reversed() {
      (quotient.words[index], remainder) = divisor.dividingFullWidth((remainder, words[index]))
    }
    quotient.trim()
    return (quotient, remainder)
  }

  private mutating func trim() {
    while words.last == 0 { words.removeLast() }
  }
}
