import Testing

@testable import Attribution

/// A fraction in lowest terms, for small numbers.
private struct Fraction: Equatable {
  var over: Int128
  var under: Int128

  init(_ over: Int128, _ under: Int128) {
    var (larger, smaller) = (over.magnitude, under.magnitude)
    while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
    let divisor = Int128(max(1, larger))
    self.over = over / divisor
    self.under = under / divisor
  }

  static func + (first: Fraction, second: Fraction) -> Fraction {
    Fraction(first.over * second.under + second.over * first.under, first.under * second.under)
  }
}

@Suite("Shapley")
struct ShapleyTests {
  @Test("the linear form is what each adds to every coalition, averaged over all orders")
  func coalitions() {
    var random = Seeded(state: 10)
    for _ in 0..<20 {
      let count = Int.random(in: 1...6, using: &random)
      let walks = Walk.random(12, touches: count, &random)
      var counts = ShapleyCounts()
      for touch in 0..<count { counts.add([touch], conversions: 0, value: 0) }
      for walk in walks { counts.add(walk.path, conversions: walk.conversions, value: 0) }

      let sets = walks.map { walk in (Set(walk.path), Int128(walk.conversions)) }
      func worth(_ coalition: Int) -> Int128 {
        sets.reduce(0) { sum, one in one.0.allSatisfy { coalition >> $0 & 1 == 1 } ? sum + one.1 : sum }
      }
      let factorial = (0...count).map { (1...max(1, $0)).reduce(Int128(1)) { $0 * Int128($1) } }
      for touch in 0..<count {
        var value = Fraction(0, 1)
        for coalition in 0..<(1 << count) where coalition >> touch & 1 == 0 {
          let size = coalition.nonzeroBitCount
          let orders = factorial[size] * factorial[count - size - 1]
          value = value + Fraction(orders * (worth(coalition | 1 << touch) - worth(coalition)), factorial[count])
        }
        let linear = counts.bySize[touch].reduce(Fraction(0, 1)) {
          $0 + Fraction($1.sum.conversions, Int128($1.size))
        }
        #expect(linear == value)
      }
    }
  }

  @Test("a path goes to its different touches alike, however often each comes")
  func alike() {
    let file = "path,conversions,value\na > b > a,1,30\nb > c > b > a,1,90\nc,2,5\n"
    let totals = learned(file, .shapley).totals
    #expect(
      totals.map { "\($0.touch) \($0.conversions) \($0.value)" } == [
        "a 0.833334 45", "b 0.833333 45", "c 2.333333 35",
      ])
    #expect(totals.allSatisfy { $0.removalEffect == nil })
  }

  @Test("remainders that differ by less than any floating-point number sees are told apart")
  func remainders() {
    // 1/3 + 1/7 against 10/21: equal, so the earlier gets the unit; then one part in 97·89 more.
    let even: [[(size: Int, numerator: Int128)]] = [[(3, 1), (7, 1)], [(21, 10)], [(21, 1)]]
    #expect(ExactShares.rounded(even, total: 1) == [1, 0, 0])
    let sizes = (2...80).map { $0 }
    let first = sizes.map { (size: $0, numerator: Int128($0 - 1)) }
    var second = first
    second[78].numerator += 1
    second[0].numerator -= 1
    let whole = ExactShares.rounded([first, second, [(size: 80, numerator: 39)]], total: 149)
    #expect(whole.reduce(0, +) == 149)
  }

  @Test("sets of thousands are exact")
  func large() {
    let path = (0..<9973).map(String.init).joined(separator: ">")
    let other = (0..<4999).map(String.init).joined(separator: ">")
    let totals = learned("path,value\n\(path),1\n\(other),1\n", .shapley).totals
    #expect(totals.reduce(0) { $0 + $1.value.count } == 2_000_000)
    // 1/9973 + 1/4999 = 0.00030031…: 300 millionths, and some get one more; 1/9973 alone is 100.
    #expect(Set(totals.map(\.value.count)).isSubset(of: [100, 101, 300, 301]))
  }

  @Test("whole numbers of any size", arguments: [1, 7, UInt64.max])
  func naturals(factor: UInt64) {
    var number = Natural(1)
    for _ in 0..<20 { number *= factor }
    var twice = number
    twice += number
    #expect(twice > number)
    #expect(twice.quotientAndRemainder(dividingBy: 2) == (number, 0))
    twice -= number
    #expect(twice == number)
    for _ in 0..<20 { number = number.quotientAndRemainder(dividingBy: factor).quotient }
    #expect(number == Natural(1))
    number -= Natural(1)
    #expect(number == Natural(0))
    #expect(!(Natural(0) < Natural(0)))
  }
}
