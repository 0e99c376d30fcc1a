/// Something that people cover together, where each one's gain can only fall as others are taken (submodular).
protocol Coverage {
  /// What a person would add to what is covered.
  mutating func gain(of person: Graph.Vertex) -> Double
  /// Covers what a person covers.
  mutating func take(_ person: Graph.Vertex)
}

/// Greedy choice of what covers most: always whoever adds most, and of equals the one with the lowest number. At least
/// 1 − 1/e of the best there is (Nemhauser, Wolsey, Fisher 1978).
///
/// A gain that was found earlier bounds what it is now, so that only those at the top are looked at again (CELF:
/// Leskovec and others, *Cost-effective outbreak detection in networks*, 2007).
struct LazyGreedy {
  /// A binary heap, the greatest bound on top.
  private var heap: [Entry]

  private struct Entry {
    var bound: Double
    let person: Graph.Vertex

    func isBefore(_ other: Entry) -> Bool {
      bound != other.bound ? bound > other.bound : person < other.person
    }
  }

  /// Chooses among these people, given what each can gain at most.
  init(bounds: some Sequence<(person: Graph.Vertex, bound: Double)>) {
    heap = bounds.map { Entry(bound: $0.bound, person: $0.person) }
    for index in (0..<heap.count / 2).reversed() { sink(index) }
  }

  /// The next one and what they add; nothing when all are taken.
  mutating func choose(from coverage: inout some Coverage) -> (person: Graph.Vertex, gain: Double)? {
    while let top = heap.first {
      let current = Entry(bound: min(top.bound, coverage.gain(of: top.person)), person: top.person)
      heap[0] = current
      if current.bound < top.bound { sink(0) }
      guard heap[0].person == current.person else { continue }
      heap[0] = heap[heap.count - 1]
      heap.removeLast()
      sink(0)
      coverage.take(current.person)
      return (current.person, current.bound)
    }
    return nil
  }

  private mutating func sink(_ index: Int) {
    var index = index
    while true {
      var first = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count && heap[child].isBefore(heap[first]) {
        first = child
      }
      guard first != index else { return }
      heap.swapAt(index, first)
      index = first
    }
  }
}
