/// Who is next: transfers wait in one line for each origin, so that a host that hangs holds up its own alone.
///
/// A transfer whose origin has room is given one of its places and goes on to the line of all, which moves while there
/// is room for any.
struct Lines {
  private struct Line {
    var taken = 0
    var waiting = FIFO<Transfer>()
  }

  private let places: Int
  private let placesPerOrigin: Int
  private var taken = 0
  private var origins: [Message.Origin: Line] = [:]
  private var next = FIFO<Transfer>()

  init(places: Int, placesPerOrigin: Int) {
    self.places = max(1, places)
    self.placesPerOrigin = max(1, placesPerOrigin)
  }

  mutating func enter(_ transfer: Transfer) {
    let hasRoom = { [placesPerOrigin] (line: inout Line) in
      guard line.taken < placesPerOrigin else {
        line.waiting.append(transfer)
        return false
      }
      line.taken += 1
      return true
    }(&origins[transfer.message.origin, default: Line()])
    if hasRoom { next.append(transfer) }
  }

  /// The next one that may start. It has a place until it leaves.
  mutating func start() -> Transfer? {
    while taken < places, let transfer = next.popFirst() {
      guard transfer.isOver else {
        taken += 1
        return transfer
      }
      vacate(transfer.message.origin)
    }
    return nil
  }

  /// Gives the place of one that was started to the next.
  mutating func leave(_ transfer: Transfer) {
    taken -= 1
    vacate(transfer.message.origin)
  }

  private mutating func vacate(_ origin: Message.Origin) {
    guard var line = origins.removeValue(forKey: origin) else { return }
    line.taken -= 1
    while line.taken < placesPerOrigin, let transfer = line.waiting.popFirst() {
      guard !transfer.isOver else { continue }
      line.taken += 1
      next.append(transfer)
    }
    if line.taken > 0 { origins[origin] = line }
  }

  /// Takes out all who have not been started.
  mutating func clear() -> [Transfer] {
    var all: [Transfer] = []
    while let transfer = next.popFirst() { all.append(transfer) }
    for origin in origins.keys {
      while let transfer = origins[origin]?.waiting.popFirst() { all.append(transfer) }
    }
    return all.filter { !$0.isOver }
  }
}
