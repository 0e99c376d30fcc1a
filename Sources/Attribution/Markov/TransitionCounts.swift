/// How often journeys went from one state to the next, began in it and ended in it.
///
/// Counts are whole millionths of journeys, so that they are the same in whatever order the journeys come.
struct TransitionCounts: Sendable {
  /// How many journeys began in each state.
  private(set) var starts: [Int128] = []
  /// How many journeys converted from each state.
  private(set) var converted: [Int128] = []
  /// How many times journeys came to each state.
  private(set) var visits: [Int128] = []
  /// How many journeys there were.
  private(set) var journeys: Int128 = 0
  /// How many of them converted.
  private(set) var conversions: Int128 = 0
  private var steps = StepTable()

  /// How many pairs of states follow one another.
  var arcs: Int { steps.count }

  /// Counts `conversions` converting journeys and `nulls` others along `path`. A state that follows itself is one visit.
  mutating func add(_ path: some Sequence<Int>, conversions: Int64, nulls: Int64) {
    let weight = Int128(conversions) + Int128(nulls)
    guard weight > 0 else { return }
    var last: Int?
    for state in path where state != last {
      if state >= visits.count { grow(to: state + 1) }
      visits[state] += weight
      if let last { steps.add(weight, from: last, to: state) } else { starts[state] += weight }
      last = state
    }
    guard let last else { return }
    converted[last] += Int128(conversions)
    journeys += weight
    self.conversions += Int128(conversions)
  }

  /// Calls `body` with every pair that follows one another, in no particular order.
  func forEachStep(_ body: (_ from: Int, _ to: Int, _ count: Int128) -> Void) { steps.forEach(body) }

  private mutating func grow(to count: Int) {
    let missing = count - visits.count
    starts.append(contentsOf: repeatElement(0, count: missing))
    converted.append(contentsOf: repeatElement(0, count: missing))
    visits.append(contentsOf: repeatElement(0, count: missing))
  }
}

/// Sums by pair of states: open addressing, at most half of the slots taken.
private struct StepTable: Sendable {
  private struct Slot {
    /// `from` above, `to` below; all ones where the slot is free.
    var key: UInt64
    var low: UInt64
    var high: UInt64
  }

  private(set) var count = 0
  private var slots = [Slot](repeating: Self.free, count: 256)

  private static let free = Slot(key: .max, low: 0, high: 0)

  mutating func add(_ weight: Int128, from: Int, to: Int) {
    let key = UInt64(from) << 32 | UInt64(to)
    var slot = Self.place(key, slots.count)
    while slots[slot].key != key {
      if slots[slot].key == .max {
        slots[slot].key = key
        count += 1
        if count * 2 > slots.count {
          grow()
          slot = Self.place(key, slots.count)
          continue
        }
        break
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let carry: Bool
    (slots[slot].low, carry) = slots[slot].low.addingReportingOverflow(UInt64(truncatingIfNeeded: weight))
    slots[slot].high &+= UInt64(truncatingIfNeeded: weight >> 64) &+ (carry ? 1 : 0)
  }

  func forEach(_ body: (_ from: Int, _ to: Int, _ count: Int128) -> Void) {
    for slot in slots where slot.key != .max {
      body(Int(slot.key >> 32), Int(slot.key & 0xFFFF_FFFF), Int128(slot.high) << 64 | Int128(slot.low))
    }
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Self.free, count: old.count * 2)
    for taken in old where taken.key != .max {
      var slot = Self.place(taken.key, slots.count)
      while slots[slot].key != .max { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = taken
    }
  }

  /// Fibonacci hashing (Knuth, volume 3, 6.4): the high bits of a product with 2⁶⁴ ÷ φ.
  private static func place(_ key: UInt64, _ count: Int) -> Int {
    let mixed = (key ^ (key >> 32)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> UInt64(64 - count.trailingZeroBitCount))
  }
}
