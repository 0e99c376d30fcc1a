/// Reverse-reachable sets, one after the other.
struct ReverseSets {
  /// How many samples are drawn in one piece of work.
  private static let piece = 16

  /// Where each set begins, and the end of the last.
  private(set) var starts: [Int] = [0]
  /// The sets' members.
  private(set) var members: [Graph.Vertex] = []

  /// How many sets there are.
  var count: Int { starts.count - 1 }

  /// Draws the next samples, up to so many in all.
  mutating func extend(
    to total: Int, of cascade: IndependentCascade, seed: UInt64, threads: Int
  ) async {
    let first = count
    let pieces = (total - first + Self.piece - 1) / Self.piece
    let drawn = await Threads.share(
      pieces, among: threads,
      scratch: { ReverseSampler(cascade, seed: seed, stream: .choosing) },
      work: { piece, sampler -> (sizes: [Int], members: [Graph.Vertex]) in
        var (sizes, members): ([Int], [Graph.Vertex]) = ([], [])
        for sample in (first + piece * Self.piece)..<min(first + (piece + 1) * Self.piece, total) {
          sampler.draw(sample)
          sizes.append(sampler.members.count)
          members += sampler.members
        }
        return (sizes, members)
      })
    members.reserveCapacity(drawn.reduce(members.count) { $0 + $1.members.count })
    for part in drawn {
      for size in part.sizes { starts.append(starts[starts.count - 1] + size) }
      members += part.members
    }
  }
}

/// How many of some reverse-reachable sets the people chosen so far are in.
struct SetCoverage: Coverage {
  private let sets: ReverseSets
  /// In which sets each person is: a row a person.
  private let rows: [Int]
  private let containing: [UInt32]
  private var isCovered: [Bool]
  /// In how many sets that are not covered yet each person is.
  private(set) var gains: [Int]
  /// How many sets are covered.
  private(set) var covered = 0

  init(_ sets: ReverseSets, people: Int) {
    self.sets = sets
    var gains = [Int](repeating: 0, count: people)
    for member in sets.members { gains[Int(member)] += 1 }
    var rows = [0]
    rows.reserveCapacity(people + 1)
    for gain in gains { rows.append(rows[rows.count - 1] + gain) }
    var next = rows
    var containing = [UInt32](repeating: 0, count: sets.members.count)
    for set in 0..<sets.count {
      for place in sets.starts[set]..<sets.starts[set + 1] {
        let member = Int(sets.members[place])
        containing[next[member]] = UInt32(set)
        next[member] += 1
      }
    }
    (self.rows, self.containing, self.gains) = (rows, containing, gains)
    isCovered = [Bool](repeating: false, count: sets.count)
  }

  mutating func gain(of person: Graph.Vertex) -> Double { Double(gains[Int(person)]) }

  mutating func take(_ person: Graph.Vertex) {
    for place in rows[Int(person)]..<rows[Int(person) + 1] {
      let set = Int(containing[place])
      guard !isCovered[set] else { continue }
      isCovered[set] = true
      covered += 1
      for member in sets.starts[set]..<sets.starts[set + 1] { gains[Int(sets.members[member])] -= 1 }
    }
  }

  /// No choice of so many people covers more sets than this: what is covered and the greatest gains that are left, as
  /// the gain of all of them together is at most the sum.
  func upperBound(choosing count: Int) -> Double {
    Double(covered + gains.sorted(by: >).prefix(count).reduce(0, +))
  }
}
