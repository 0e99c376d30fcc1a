import Dispatch
import Logging
import Postgres
import Records
import Referrals

/// One thread that writes what gathers in the queue through a connection of its own.
struct ClickWriter {
  let number: Int
  let recorder: ClickRecorder

  /// Writes until the queue is closed and empty. A broken connection is made anew, with waits that double up to two
  /// seconds.
  func run() {
    var failures = 0
    while !recorder.queue.isClosed || failures == 0 {
      do {
        var store = try ClickStore(url: recorder.configuration.url)
        if failures > 0 { recorder.logger.notice("click writer \(number) has a connection again") }
        failures = 0
        while let batch = recorder.queue.take(writer: number) {
          if !write(batch, &store) { break }
        }
        if recorder.queue.isClosed { break }
        recorder.queue.report(.down, writer: number)
        // Where the server answers, but takes nothing (a lock, a full disk, a standby), it is left alone for a while.
        if store.connection.isUsable { recorder.queue.pause(writer: number, for: .seconds(1)) }
      } catch {
        failures += 1
        if failures == 1 { recorder.logger.error("click writer \(number) has no connection: \(error)") }
        recorder.queue.report(.down, writer: number)
        recorder.queue.pause(writer: number, for: .milliseconds(min(2000, 50 << min(failures, 6))))
      }
    }
    recorder.queue.report(.down, writer: number)
  }

  /// Writes a batch and answers it; false where the next would fare no better through this connection now.
  private func write(_ batch: [WaitingArrival], _ store: inout ClickStore) -> Bool {
    let start = ContinuousClock.now
    var batch = batch
    do throws(PostgresError) {
      try findRepeats(in: &batch, store.connection)
      let refused = try store.store(batch.map(\.arrival), .fresh)
      guard recorder.queue.finish(writer: number) else { return true }
      for (place, error) in refused.sorted(by: { $0.key < $1.key }) {
        recorder.logger.error("an arrival cannot be stored: \(error)", metadata: ["id": "\(batch[place].id)"])
      }
      let fates = batch.indices.map { refused[$0] == nil ? Fate.kept(batch[$0].id) : .refused }
      recorder.answer(batch, fates, took: start.duration(to: .now))
      return true
    } catch {
      guard recorder.queue.finish(writer: number) else { return false }
      recorder.logger.warning("clicks go to the spill: \(error)")
      recorder.spillAndAnswer(batch)
      return false
    }
  }

  /// Asks for earlier clicks of those visitors whose cookie was not given on this link by this process.
  private func findRepeats(
    in batch: inout [WaitingArrival], _ connection: BlockingConnection
  ) throws(PostgresError) {
    guard batch.contains(where: \.mayRepeat) else { return }
    var places: [Int] = []
    var clicks: [NewClick] = []
    for place in batch.indices where batch[place].mayRepeat {
      guard case .click(let click) = batch[place].arrival else { continue }
      places.append(place)
      clicks.append(click)
    }
    let firsts = try Clicks.firsts(of: clicks, window: recorder.configuration.dedupeWindow, in: connection)
    for (index, place) in places.enumerated() {
      guard let first = firsts[index] else { continue }
      clicks[index].outcome = .repeat
      clicks[index].repeatOf = first
      batch[place].arrival = .click(clicks[index])
    }
  }
}

/// The thread that spills what no writer can write.
struct ClickSpiller {
  let recorder: ClickRecorder

  /// Spills until the queue is closed and empty.
  func run() {
    let start = ContinuousClock.now
    while let batch = recorder.queue.takeForSpill(patience: recorder.configuration.patience, since: start) {
      recorder.spillAndAnswer(batch)
    }
  }
}
