extension Chain {
  /// A vector whose image under I − P is known and positive: what bounds G·r for any r, since G has no negative entry.
  ///
  /// From r ≤ c·image follows G·r ≤ c·vector, and likewise from below.
  struct Measure: Sendable {
    /// The vector.
    let vector: [Double]
    /// (I − P)·vector, as computed.
    let image: [Double]

    /// How large r is beside the image, at most.
    func ratio(of residual: [Double]) -> Double {
      var most = 0.0
      for (one, other) in zip(residual, image) { most = max(most, abs(one) / other) }
      return most
    }
  }

  /// A solution of (I − P)·y = `right` with what is left of `right` nowhere above `tolerance`, from below.
  ///
  /// What is left is handed back along the arcs, only from states where it is too much, so that a few slow states do not
  /// make all the others wait. `isOut` marks states that are not to be come through; nothing is left there.
  func solve(_ right: [Double], tolerance: Double, without isOut: (Int) -> Bool = { _ in false }) -> [Double] {
    var solution = [Double](repeating: 0, count: count)
    var rest = right
    var turn = circles.order.filter { !isOut($0) && rest[$0] > tolerance }
    // States that are out count as waiting for ever: nobody calls on them.
    var isWaiting = (0..<count).map(isOut)
    for state in turn { isWaiting[state] = true }
    while !turn.isEmpty {
      var following: [Int] = []
      for state in turn {
        isWaiting[state] = false
        let mass = rest[state]
        rest[state] = 0
        solution[state] += mass
        for arc in back.starts[state]..<back.starts[state + 1] {
          let tail = Int(back.states[arc])
          rest[tail] += back.probabilities[arc] * mass
          if rest[tail] > tolerance, !isWaiting[tail] {
            isWaiting[tail] = true
            following.append(tail)
          }
        }
      }
      turn = following
    }
    return solution
  }

  /// (I − P)·`vector`.
  func image(of vector: [Double]) -> [Double] {
    (0..<count).map { state in
      var sum = 0.0
      for arc in onward.starts[state]..<onward.starts[state + 1] {
        sum += onward.probabilities[arc] * vector[Int(onward.states[arc])]
      }
      return vector[state] - sum
    }
  }
}
