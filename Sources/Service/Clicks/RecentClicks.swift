import Referrals

/// The first clicks of the dedupe window, by whom and through which link: what a later arrival is a repeat of.
///
/// Bounded: a ring of 24 bytes an entry, with an open-addressing index of 4 to 8 bytes an entry that starts small and
/// doubles. When it is full the oldest entry makes room, whose time would have been up first. Entries are found by a
/// 64-bit fingerprint whose key is drawn at start: among half a million, one arrival in 10^13 is taken for another's.
/// 12 bits of it are in the index, so that looking for what is not there rarely leaves the index.
struct RecentClicks: Sendable {
  /// For how long after a click an arrival of the same visitor through the same link repeats it.
  let window: Duration
  /// The most entries kept.
  let capacity: Int

  private let windowMilliseconds: UInt64
  private let seeds: (UInt64, UInt64)
  /// Fingerprints by ring position; zero: taken out.
  private var fingerprints: [UInt64] = []
  private var highs: [UInt64] = []
  private var lows: [UInt64] = []
  private var oldest = 0
  private var used = 0
  /// By hash: the fingerprint's first 12 bits, then the ring position + 1 in 20 bits; zero: free.
  private var index: [UInt32] = []

  /// An empty table of at most `capacity` entries, rounded up to a power of two, half a million at most.
  init(window: Duration, capacity: Int) {
    self.window = window
    var rounded = 64
    while rounded < min(capacity, 1 << 19) { rounded *= 2 }
    self.capacity = rounded
    windowMilliseconds = UInt64(max(0, window.wholeMicroseconds / 1000))
    var generator = SystemRandomNumberGenerator()
    seeds = (generator.next(), generator.next())
    resize(to: 64)
  }

  /// How many entries there are, those included whose time is up and whose place is not yet needed.
  var count: Int { used }

  /// What a visitor's arrivals through one link have in common; `visitor` is a visitor's id or hash.
  func fingerprint(link: Link.ID, visitor: (high: UInt64, low: UInt64)) -> UInt64 {
    let mixed = Self.fold(
      Self.fold(link.high ^ seeds.0, link.low ^ seeds.1) ^ visitor.high,
      Self.fold(visitor.low ^ seeds.0, link.low &+ seeds.1) ^ seeds.1)
    return mixed == 0 ? 1 : mixed
  }

  /// The first click under `fingerprint` that the time `at` still falls into the window of.
  func first(_ fingerprint: UInt64, at time: Timestamp) -> Click.ID? {
    guard let position = position(of: fingerprint) else { return nil }
    let id = Click.ID(high: highs[position], low: lows[position])
    // A clock that was set back a little must not make visitors count again.
    let (milliseconds, first) = (UInt64(max(0, time.milliseconds)), Self.milliseconds(id))
    return milliseconds < first + windowMilliseconds && first < milliseconds + windowMilliseconds ? id : nil
  }

  /// The first click under `fingerprint` that the time `at` still falls into the window of; where there is none, `id`
  /// becomes it.
  mutating func first(_ fingerprint: UInt64, at time: Timestamp, orClaim id: Click.ID) -> Click.ID? {
    if let first = first(fingerprint, at: time) { return first }
    insert(fingerprint, id)
    return nil
  }

  /// Makes `id` the first click under `fingerprint`, in place of any other.
  mutating func insert(_ fingerprint: UInt64, _ id: Click.ID) {
    remove(fingerprint)
    add(fingerprint, id)
  }

  /// Makes `id` the first click under a fingerprint that has none.
  mutating func add(_ fingerprint: UInt64, _ id: Click.ID) {
    dropExpired(before: Self.milliseconds(id))
    if used == fingerprints.count {
      if used < capacity { resize(to: used * 2) } else { dropOldest() }
    }
    let position = (oldest + used) & (fingerprints.count - 1)
    used += 1
    fingerprints[position] = fingerprint
    highs[position] = id.high
    lows[position] = id.low
    var slot = home(of: fingerprint)
    while index[slot] != 0 { slot = (slot + 1) & (index.count - 1) }
    index[slot] = Self.tag(fingerprint) | UInt32(truncatingIfNeeded: position + 1)
  }

  /// Takes the entry out, when `id` is the first click under `fingerprint`.
  mutating func remove(_ fingerprint: UInt64, if id: Click.ID) {
    guard let position = position(of: fingerprint), highs[position] == id.high, lows[position] == id.low else { return }
    remove(fingerprint)
  }

  private mutating func remove(_ fingerprint: UInt64) {
    guard let slot = slot(of: fingerprint) else { return }
    fingerprints[Self.position(index[slot])] = 0
    free(slot)
  }

  private static func tag(_ fingerprint: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: fingerprint >> 32) & ~0xfffff }

  private static func position(_ entry: UInt32) -> Int { Int(entry & 0xfffff) - 1 }

  private static func milliseconds(_ id: Click.ID) -> UInt64 { id.high >> 16 }

  /// A 64-by-64-bit product folded to 64 bits, which mixes every bit into every other.
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = (left ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(by: right ^ 0xd6e8_feb8_6659_fd93)
    return product.high ^ product.low
  }

  private func home(of fingerprint: UInt64) -> Int { Int(truncatingIfNeeded: fingerprint) & (index.count - 1) }

  private func slot(of fingerprint: UInt64) -> Int? {
    let tag = Self.tag(fingerprint)
    var slot = home(of: fingerprint)
    while index[slot] != 0 {
      if index[slot] & ~0xfffff == tag, fingerprints[Self.position(index[slot])] == fingerprint { return slot }
      slot = (slot + 1) & (index.count - 1)
    }
    return nil
  }

  private func position(of fingerprint: UInt64) -> Int? {
    slot(of: fingerprint).map { Self.position(index[$0]) }
  }

  /// Frees a slot, and moves those behind it up that probing would no longer find.
  private mutating func free(_ slot: Int) {
    let mask = index.count - 1
    var gap = slot
    var next = (slot + 1) & mask
    while index[next] != 0 {
      let home = home(of: fingerprints[Self.position(index[next])])
      if (next &- home) & mask >= (next &- gap) & mask {
        index[gap] = index[next]
        gap = next
      }
      next = (next + 1) & mask
    }
    index[gap] = 0
  }

  private mutating func dropOldest() {
    let fingerprint = fingerprints[oldest]
    if fingerprint != 0, let slot = slot(of: fingerprint) { free(slot) }
    oldest = (oldest + 1) & (fingerprints.count - 1)
    used -= 1
  }

  /// A few at a time, so that no single arrival pays for a quiet hour.
  private mutating func dropExpired(before milliseconds: UInt64) {
    for _ in 0..<4 where used > 0 {
      let isOver = fingerprints[oldest] == 0 || highs[oldest] >> 16 + windowMilliseconds <= milliseconds
      guard isOver else { return }
      dropOldest()
    }
  }

  private mutating func resize(to size: Int) {
    var old = self
    fingerprints = [UInt64](repeating: 0, count: size)
    highs = [UInt64](repeating: 0, count: size)
    lows = [UInt64](repeating: 0, count: size)
    index = [UInt32](repeating: 0, count: size * 2)
    oldest = 0
    used = 0
    while old.used > 0 {
      let position = old.oldest
      if old.fingerprints[position] != 0 {
        insert(old.fingerprints[position], Click.ID(high: old.highs[position], low: old.lows[position]))
      }
      old.oldest = (old.oldest + 1) & (old.fingerprints.count - 1)
      old.used -= 1
    }
  }
}
