/// Removal effects of a chain small enough for a full matrix, exact but for rounding.
///
/// A state's removal effect is x·c ÷ rate, where c is the chance to convert from it without coming back to it: what is
/// left of its row once every other state is eliminated. Half of the states are eliminated for the other half and the
/// other way round, and so on down to single states, so that all of them together take less than n³ multiplications.
///
/// Nothing is ever subtracted: a pivot is the sum of where its row leads (Grassmann, Taksar and Heyman 1985), so every
/// entry keeps its relative precision.
struct Elimination {
  private var effects: [Double]

  /// The chances to convert from each state without coming back to it.
  static func conversionsWithoutReturn(_ chain: Chain) -> [Double] {
    var elimination = Elimination(effects: [Double](repeating: 0, count: chain.count))
    elimination.split(Matrix(chain), from: 0)
    return elimination.effects
  }

  private mutating func split(_ matrix: consuming Matrix, from first: Int) {
    guard matrix.count > 1 else {
      if matrix.count == 1 { effects[first] = matrix.converting[0] }
      return
    }
    let half = matrix.count / 2
    split(matrix.eliminating(half..<matrix.count), from: first)
    split(matrix.eliminating(0..<half), from: first + half)
  }
}

/// Probabilities between some states, by rows that are padded to whole vectors; what leads to conversions, and nowhere.
private struct Matrix {
  typealias Lanes = SIMD8<Double>

  let count: Int
  let width: Int
  var rows: [Lanes]
  var converting: [Double]
  var ending: [Double]

  init(count: Int, converting: [Double], ending: [Double]) {
    self.count = count
    self.width = (count + 7) / 8
    self.rows = [Lanes](repeating: .zero, count: count * width)
    self.converting = converting
    self.ending = ending
  }

  init(_ chain: Chain) {
    self.init(count: chain.count, converting: chain.converting, ending: chain.ending)
    for state in 0..<count {
      for arc in chain.onward.starts[state]..<chain.onward.starts[state + 1] {
        self[state, Int(chain.onward.states[arc])] = chain.onward.probabilities[arc]
      }
    }
  }

  subscript(row: Int, column: Int) -> Double {
    get { rows[row * width + column >> 3][column & 7] }
    set { rows[row * width + column >> 3][column & 7] = newValue }
  }
}

extension Matrix {
  /// The matrix between the other states once those of `range`, which begins or ends at an end, are eliminated: walks
  /// through them count as steps.
  func eliminating(_ range: Range<Int>) -> Matrix {
    let kept = range.lowerBound == 0 ? range.upperBound..<count : 0..<range.lowerBound
    var matrix = reordered(Array(kept) + Array(range))
    var left = count
    while left > kept.count {
      let block = min(Self.block, left - kept.count)
      matrix.eliminate(left - block..<left)
      left -= block
    }
    return matrix.leading(left)
  }

  /// How many rows are eliminated together: each pass over the matrix then does that much more with what it loads.
  private static let block = 4

  /// Eliminates the states of `block`, the last ones left, from the last down.
  private mutating func eliminate(_ block: Range<Int>) {
    let pivots = block.reversed().map { pivot in
      let leaving = sum(of: pivot, below: pivot) + converting[pivot] + ending[pivot]
      for row in block.lowerBound..<pivot { add(self[row, pivot] / leaving, of: pivot, to: row, below: pivot) }
      return leaving
    }
    let lanes = (block.lowerBound + 7) / 8
    for row in 0..<block.lowerBound {
      var factors = SIMD4<Double>.zero
      for (index, pivot) in block.reversed().enumerated() {
        var reaching = self[row, pivot]
        for (earlier, done) in block.reversed().prefix(index).enumerated() {
          reaching += factors[earlier] * self[done, pivot]
        }
        let factor = reaching / pivots[index]
        factors[index] = factor
        converting[row] += factor * converting[pivot]
        ending[row] += factor * ending[pivot]
      }
      if block.count == Self.block {
        addFour(factors, from: block.lowerBound, to: row, lanes: lanes)
      } else {
        for (index, pivot) in block.reversed().enumerated() {
          addRow(factors[index], of: pivot, to: row, lanes: lanes)
        }
      }
    }
  }

  /// Adds the four rows from `first` on, the last by the first factor, to `row`.
  @inline(__always)
  private mutating func addFour(_ factors: SIMD4<Double>, from first: Int, to row: Int, lanes: Int) {
    let (one, two, three, four) = (
      Lanes(repeating: factors[3]), Lanes(repeating: factors[2]), Lanes(repeating: factors[1]),
      Lanes(repeating: factors[0])
    )
    let (target, source) = (row * width, first * width)
    for lane in 0..<lanes {
      let lower: Lanes = one * rows[source + lane] + two * rows[source + width + lane]
      let upper: Lanes = three * rows[source + 2 * width + lane] + four * rows[source + 3 * width + lane]
      rows[target + lane] += lower + upper
    }
  }

  private mutating func addRow(_ factor: Double, of source: Int, to target: Int, lanes: Int) {
    for lane in 0..<lanes { rows[target * width + lane] += factor * rows[source * width + lane] }
  }

  private mutating func add(_ factor: Double, of pivot: Int, to row: Int, below limit: Int) {
    addRow(factor, of: pivot, to: row, lanes: (limit + 7) / 8)
    converting[row] += factor * converting[pivot]
    ending[row] += factor * ending[pivot]
  }

  private func sum(of row: Int, below limit: Int) -> Double {
    var sum = 0.0
    for column in 0..<limit { sum += self[row, column] }
    return sum
  }

  private func reordered(_ order: [Int]) -> Matrix {
    var matrix = Matrix(count: count, converting: order.map { converting[$0] }, ending: order.map { ending[$0] })
    for (row, old) in order.enumerated() {
      for (column, other) in order.enumerated() { matrix[row, column] = self[old, other] }
    }
    return matrix
  }

  private func leading(_ count: Int) -> Matrix {
    var matrix = Matrix(count: count, converting: Array(converting[..<count]), ending: Array(ending[..<count]))
    for row in 0..<count {
      for lane in 0..<matrix.width { matrix.rows[row * matrix.width + lane] = rows[row * width + lane] }
    }
    return matrix
  }
}
