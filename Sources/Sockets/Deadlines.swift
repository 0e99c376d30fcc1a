/// A binary heap of deadlines, soonest first. Entries are only hints that a descriptor is to be looked at: one that
/// was overtaken stays in and is recognised as stale when it comes up, so moving a deadline later costs nothing.
struct Deadlines {
  struct Entry {
    var instant: Instant
    var token: UInt64
  }

  private var entries: [Entry] = []

  var soonest: Instant? { entries.first?.instant }

  mutating func push(_ instant: Instant, token: UInt64) {
    entries.append(Entry(instant: instant, token: token))
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].instant < entries[parent].instant else { break }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the soonest entry if it is due.
  mutating func pop(due now: Instant) -> Entry? {
    guard let first = entries.first, first.instant <= now else { return nil }
    let last = entries.removeLast()
    guard !entries.isEmpty else { return first }
    entries[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].instant < entries[child].instant { child += 1 }
      guard entries[child].instant < entries[parent].instant else { break }
      entries.swapAt(child, parent)
      parent = child
    }
    return first
  }
}
