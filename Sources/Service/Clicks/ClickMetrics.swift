import Records

/// What was recorded since the start.
struct ClickTally: Sendable {
  /// By the outcome's raw value.
  var outcomes = [UInt64](repeating: 0, count: 7)
  var orphans: UInt64 = 0
  var refused: UInt64 = 0
  var turnedAway: UInt64 = 0
  var spilled: UInt64 = 0
  var batches: UInt64 = 0
  var batchSeconds = 0.0

  /// Counts what became of one arrival.
  mutating func count(_ arrival: Arrival, _ fate: Fate) {
    switch (fate, arrival) {
    case (.kept, .click(let click)): outcomes[Int(click.outcome.rawValue)] += 1
    case (.kept, .orphan): orphans += 1
    case (.refused, _): refused += 1
    case (.unavailable, _): turnedAway += 1
    }
  }
}

/// What the recorder has done since the start, and what waits, at one moment.
package struct ClickMetrics: Sendable {
  /// Clicks by outcome: `person`, `repeat`, `bot`, …
  package let clicks: [(outcome: String, count: UInt64)]
  /// Arrivals through codes that lead nowhere.
  package let orphans: UInt64
  /// Arrivals that could not be stored, whatever was tried.
  package let refused: UInt64
  /// Arrivals that were turned away, because too many waited or nothing could keep them.
  package let turnedAway: UInt64
  /// Arrivals that were kept in the spill first.
  package let spilled: UInt64
  /// Arrivals that were brought from the spill into the database.
  package let replayed: UInt64
  /// Transactions.
  package let batches: UInt64
  /// How long they took together.
  package let batchSeconds: Double
  /// Arrivals that wait or are being written.
  package let queueDepth: Int
  /// Writers that have a connection.
  package let writersUp: Int
  /// Bytes in the spill.
  package let spillBytes: Int

  init(tally: ClickTally, queueDepth: Int, writersUp: Int, spillBytes: Int, replayed: UInt64) {
    clicks = tally.outcomes.enumerated().compactMap { raw, count in
      NewClick.Outcome(rawValue: UInt8(raw)).map { ($0.name, count) }
    }
    orphans = tally.orphans
    refused = tally.refused
    turnedAway = tally.turnedAway
    spilled = tally.spilled
    batches = tally.batches
    batchSeconds = tally.batchSeconds
    self.replayed = replayed
    self.queueDepth = queueDepth
    self.writersUp = writersUp
    self.spillBytes = spillBytes
  }
}
