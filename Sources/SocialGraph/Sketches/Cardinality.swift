/// How many a sketch has seen, from how many of its registers have each value: the improved estimator of Ertl (2017,
/// arXiv:1702.01284), which is unbiased from none to 2⁶⁴ without a table or a change of method on the way.
struct Cardinality {
  /// How many registers have each value, in four counts, so that no addition waits for the one before it.
  private var counts = [UInt32](repeating: 0, count: 4 * 64)

  /// The estimate for registers, 64 a piece.
  mutating func estimate(_ registers: ArraySlice<Registers>, _ precision: Precision) -> Double {
    for place in counts.indices { counts[place] = 0 }
    for piece in registers {
      for place in 0..<Registers.count { counts[(place & 3) << 6 | Int(piece[place] & 63)] &+= 1 }
    }
    func share(_ value: Int) -> Double {
      Double(counts[value] + counts[64 + value] + counts[128 + value] + counts[192 + value])
    }
    let count = Double(precision.registers)
    let greatest = Int(precision.greatest)
    var sum = count * Self.tau(1 - share(greatest) / count)
    for value in (1..<greatest).reversed() { sum = 0.5 * (sum + share(value)) }
    sum += count * Self.sigma(share(0) / count)
    return count * count / (2 * 0.693147180559945309417) / sum
  }

  /// What empty registers add.
  private static func sigma(_ share: Double) -> Double {
    guard share < 1 else { return .infinity }
    var (power, weight, sum) = (share, 1.0, share)
    while true {
      power *= power
      let next = sum + power * weight
      guard next != sum else { return sum }
      sum = next
      weight += weight
    }
  }

  /// What full registers add.
  private static func tau(_ share: Double) -> Double {
    guard share > 0, share < 1 else { return 0 }
    var (root, weight, sum) = (share, 1.0, 1 - share)
    while true {
      root = root.squareRoot()
      weight *= 0.5
      let next = sum - (1 - root) * (1 - root) * weight
      guard next != sum else { return sum / 3 }
      sum = next
    }
  }
}
