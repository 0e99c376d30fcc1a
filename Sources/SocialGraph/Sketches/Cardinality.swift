/// How many a sketch has seen, from how many of its registers have each value: the improved estimator of Ertl (2017,
/// arXiv:1702.01284), which is unbiased from none to 2⁶⁴ without a table or a change of method on the way.
struct Cardinality {
  private var histogram = [UInt32](repeating: 0, count: 256)

  /// The estimate for registers, 64 a piece.
  mutating func estimate(_ registers: ArraySlice<Registers>, _ precision: Precision) -> Double {
    for value in 0...Int(precision.greatest) { histogram[value] = 0 }
    for piece in registers {
      for place in 0..<64 { histogram[Int(piece[place])] &+= 1 }
    }
    let count = Double(precision.registers)
    let greatest = Int(precision.greatest)
    var sum = count * Self.tau(1 - Double(histogram[greatest]) / count)
    for value in (1..<greatest).reversed() { sum = 0.5 * (sum + Double(histogram[value])) }
    sum += count * Self.sigma(Double(histogram[0]) / count)
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
