import Logging
import Synchronization

extension ClickRecorder {
  /// Tells all who wait for a batch what became of it.
  func answer(_ batch: [WaitingArrival], _ fates: [Fate], took duration: Duration? = nil) {
    tally.withLock { tally in
      for (waiting, fate) in zip(batch, fates) { tally.count(waiting.arrival, fate) }
      if let duration {
        tally.batches += 1
        tally.batchSeconds += duration / .seconds(1)
      }
    }
    for (waiting, fate) in zip(batch, fates) { waiting.continuation.resume(returning: fate) }
  }

  /// Keeps a batch in the spill, and tells those who wait for it.
  func spillAndAnswer(_ batch: [WaitingArrival]) {
    var records: [UInt8] = []
    records.reserveCapacity(batch.count * 320)
    for waiting in batch { SpillRecord.append(waiting.arrival, to: &records) }
    do throws(ClickSpill.Failure) {
      try spill.append(records)
      tally.withLock { $0.spilled += UInt64(batch.count) }
      answer(batch, batch.map { .kept($0.id) })
      replay()
    } catch {
      complain(error)
      answer(batch, batch.map { _ in .unavailable })
    }
  }

  /// Logs that nothing can be kept, once a second: it is so for every batch until it is mended.
  private func complain(_ error: ClickSpill.Failure) {
    let isDue = lastComplaint.withLock { last in
      let now = ContinuousClock.now
      if let last, now - last < .seconds(1) { return false }
      last = now
      return true
    }
    if isDue { logger.error("clicks are turned away: \(error)") }
  }
}
