/// The distinct touches of a file, numbered as they come, found by their bytes without making a string of each.
struct TouchNames {
  /// The names so far, by number.
  private(set) var names: [String] = []
  private var bytes: [UInt8] = []
  private var places: [(hash: UInt64, range: Range<Int>)] = []
  /// Open addressing: a number a slot, −1 where it is free; at most half of the slots are taken.
  private var slots = [Int32](repeating: -1, count: 64)

  /// The number of the name that stands in `range` of `line`; nil if that is not UTF-8.
  mutating func number(of line: Span<UInt8>, _ range: Range<Int>) -> Int? {
    let hash = Self.hash(line, range)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if places[number].hash == hash, matches(places[number].range, line, range) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    return add(line, range, hash: hash, slot: slot)
  }

  private mutating func add(_ line: Span<UInt8>, _ range: Range<Int>, hash: UInt64, slot: Int) -> Int? {
    let name = range.map { line[$0] }
    guard let text = String(validating: name, as: UTF8.self) else { return nil }
    let number = names.count
    names.append(text)
    places.append((hash, bytes.count..<bytes.count + name.count))
    bytes.append(contentsOf: name)
    slots[slot] = Int32(number)
    if names.count * 2 > slots.count { grow() }
    return number
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (number, place) in places.enumerated() {
      var slot = Int(truncatingIfNeeded: place.hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }

  private func matches(_ known: Range<Int>, _ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard known.count == range.count else { return false }
    var (first, second) = (known.lowerBound, range.lowerBound)
    while first < known.upperBound {
      guard bytes[first] == line[second] else { return false }
      first += 1
      second += 1
    }
    return true
  }

  /// FNV-1a, 64 bits (draft-eastlake-fnv), with the high half folded down, where the slots look.
  private static func hash(_ line: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var index = range.lowerBound
    while index < range.upperBound {
      hash = (hash ^ UInt64(line[index])) &* 0x100_0000_01b3
      index += 1
    }
    return hash ^ (hash >> 32)
  }
}
