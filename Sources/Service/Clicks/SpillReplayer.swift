import Dispatch
import Logging
import Postgres
import Records
import Referrals
import Synchronization

/// The thread that brings what was spilled into the database, file by file, each arrival exactly once.
final class SpillReplayer: Sendable {
  private let spill: ClickSpill
  private let url: String
  private let logger: Logger
  private let alarm = DispatchSemaphore(value: 0)
  private let isStopping = Atomic(false)
  private let count = Atomic<UInt64>(0)

  init(spill: ClickSpill, url: String, logger: Logger) {
    self.spill = spill
    self.url = url
    self.logger = logger
  }

  /// How many arrivals were replayed since the start.
  var replayed: UInt64 { count.load(ordering: .relaxed) }

  /// Something was spilled.
  func wake() { alarm.signal() }

  /// Lets the thread end; what is not replayed by then is when the service starts again.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    alarm.signal()
  }

  private var isOver: Bool { isStopping.load(ordering: .acquiring) }

  /// A file whose arrivals are in the database.
  private struct Stored {
    /// The transactions that had begun by then.
    let horizon: Int64
    /// Whether something in it needs a look by a person.
    let isFlawed: Bool
  }

  /// Replays until stopped, with waits that double up to two seconds while there is no connection.
  func run() {
    var failures = 0
    var stored: [ClickSpill.File: Stored] = [:]
    while !isOver {
      if spill.isEmpty {
        alarm.wait()
        continue
      }
      do {
        var store = try ClickStore(url: url)
        failures = 0
        while !isOver, !spill.isEmpty { try replay(spill.seal(), &stored, &store) }
      } catch {
        failures += 1
        if failures == 1 { logger.warning("the spill cannot be replayed yet: \(error)") }
        _ = alarm.wait(timeout: .now() + .milliseconds(min(2000, 50 << min(failures, 6))))
      }
    }
  }

  /// Stores the files that are not, and has the conversions counted again that came before their clicks were stored. A
  /// conversion whose transaction did not see the click yet may not be seen here either; so those that had begun by then
  /// are waited for, however long they take, while other files are stored.
  private func replay(
    _ files: [ClickSpill.File], _ stored: inout [ClickSpill.File: Stored], _ store: inout ClickStore
  ) throws {
    for file in files where !isOver && stored[file] == nil {
      let isFlawed = try self.store(file, &store)
      stored[file] = Stored(horizon: try Clicks.horizon(in: store.connection), isFlawed: isFlawed)
    }
    var isWaiting = false
    for file in files where !isOver {
      guard let known = stored[file] else { continue }
      guard try Clicks.isOver(known.horizon, in: store.connection) else {
        isWaiting = true
        continue
      }
      try settle(file, store.connection)
      if known.isFlawed { try spill.setAside(file) } else { try spill.delete(file) }
      stored[file] = nil
    }
    if isWaiting { _ = alarm.wait(timeout: .now() + .milliseconds(20)) }
  }

  /// Stores what is in a file; whether something in it needs a look by a person.
  private func store(_ file: ClickSpill.File, _ store: inout ClickStore) throws -> Bool {
    let contents = try spill.read(file)
    var isFlawed = false
    if contents.torn > 0 {
      logger.warning("\(contents.torn) bytes at the end of \(file.path) are no whole record: never answered")
    }
    if contents.damaged > 0 {
      logger.error(
        "\(contents.damaged) bytes of a spill cannot be read", metadata: ["file": "\(file.path).rejected"])
      isFlawed = true
    }
    for chunk in Self.chunks(contents.arrivals) {
      for error in try store.store(chunk, .replay).values {
        logger.error("a spilled arrival cannot be stored: \(error)", metadata: ["file": "\(file.path).rejected"])
        isFlawed = true
      }
    }
    count.add(UInt64(contents.arrivals.count), ordering: .relaxed)
    return isFlawed
  }

  private func settle(_ file: ClickSpill.File, _ connection: BlockingConnection) throws {
    for chunk in Self.chunks(try spill.read(file).arrivals) {
      let clicks = chunk.compactMap { if case .click(let click) = $0 { click } else { nil } }
      try Clicks.markSettlements(of: clicks, at: .now(), in: connection)
    }
  }

  private static func chunks(_ arrivals: [Arrival]) -> [[Arrival]] {
    stride(from: 0, to: arrivals.count, by: 1000).map { Array(arrivals[$0..<min($0 + 1000, arrivals.count)]) }
  }
}
