/// Vertices by a hash of what they are: open addressing, 4 bytes a slot, at most three quarters full. What a vertex is,
/// the owner keeps.
struct HashTable: Sendable {
  /// One more than a vertex; 0 is free.
  private var slots = [UInt32](repeating: 0, count: 1 << 8)
  private var count = 0
  /// Drawn anew by each process, so that nobody can choose numbers that all fall into one slot.
  let seed = UInt64.random(in: .min ... .max)

  var isFull: Bool { count * 4 >= slots.count * 3 }

  /// A hash of a number.
  @inline(__always) static func hash(_ number: UInt64, _ seed: UInt64) -> UInt64 { (number ^ seed).mixed }

  /// The vertex of this hash that `isIt`.
  @inline(__always) func find(_ hash: UInt64, _ isIt: (Graph.Vertex) -> Bool) -> Graph.Vertex? {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] > 0 {
      if isIt(slots[slot] - 1) { return slots[slot] - 1 }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Puts a vertex in that is not there; the table must not be full.
  mutating func insert(_ vertex: Graph.Vertex, _ hash: UInt64) {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] > 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = vertex + 1
    count += 1
  }

  /// Doubles.
  mutating func grow(_ hash: (Graph.Vertex) -> UInt64) {
    let old = slots
    slots = [UInt32](repeating: 0, count: old.count * 2)
    count = 0
    for slot in old where slot > 0 { insert(slot - 1, hash(slot - 1)) }
  }
}
