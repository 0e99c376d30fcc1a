/// How what one person set off grew: that person's tree, themselves and everybody below.
public struct TreeShape: Hashable, Sendable {
  /// How many people it has, the person included.
  public let people: Int
  /// How many referrals the lowest of them is below the person; 0 where nobody was brought in.
  public let depth: Int
  /// The mean distance between two different people of the tree, along referrals; nothing where there is only one.
  ///
  /// Near 2 for a broadcast, where one person brought in all; it grows with the length of the chains (structural
  /// virality: Goel, Anderson, Hofman, Watts, *The structural virality of online diffusion*, 2016).
  public let structuralVirality: Ratio?
}

extension ReferralForest {
  /// The shape of everybody's tree, by person, in linear time.
  ///
  /// The distances of all pairs are counted by edge: one with s people below it lies between s·(n − s) pairs, so
  /// that the mean is 2·Σ s·(n − s) ÷ (n·(n − 1)); and Σ s·(n − s) = n·Σ s − Σ s², sums that add up the tree.
  public func shapes() -> [TreeShape] {
    var below = [Sums](repeating: Sums(), count: count)
    for person in order.reversed() {
      let recruiter = recruiters[Int(person)]
      guard recruiter != Self.nobody else { continue }
      below[Int(recruiter)].add(below[Int(person)])
    }
    return below.map { sums in
      let n = UInt128(sums.people)
      return TreeShape(
        people: Int(sums.people), depth: Int(sums.depth),
        structuralVirality: n > 1 ? Ratio(2 * (n * sums.sizes - sums.squares), n * (n - 1)) : nil)
    }
  }

  /// How many people are in each generation below these, themselves being generation 0; of one person as of several,
  /// and without a word, below all the roots.
  public func generations(below people: [UInt32]? = nil) -> [Int] {
    var sizes: [Int] = []
    guard let people else {
      for depth in depths { sizes.count(Int(depth)) }
      return sizes
    }
    // Somebody below two of them counts once, from the nearer one.
    let far = UInt32.max
    var distances = [UInt32](repeating: far, count: count)
    for person in people { distances[Int(person)] = 0 }
    for person in order {
      let recruiter = recruiters[Int(person)]
      if recruiter != Self.nobody, distances[Int(recruiter)] != far, distances[Int(person)] == far {
        distances[Int(person)] = distances[Int(recruiter)] + 1
      }
      if distances[Int(person)] != far { sizes.count(Int(distances[Int(person)])) }
    }
    return sizes
  }
}

/// What a tree's shape is counted from.
private struct Sums {
  var people: UInt32 = 1
  var depth: UInt32 = 0
  /// Σ s over the edges of the tree, s being the people below the edge.
  var sizes: UInt128 = 0
  /// Σ s².
  var squares: UInt128 = 0

  mutating func add(_ branch: Sums) {
    people += branch.people
    depth = max(depth, branch.depth + 1)
    sizes += branch.sizes + UInt128(branch.people)
    squares += branch.squares + UInt128(branch.people) * UInt128(branch.people)
  }
}

extension [Int] {
  fileprivate mutating func count(_ index: Int) {
    while count <= index { append(0) }
    self[index] += 1
  }
}
