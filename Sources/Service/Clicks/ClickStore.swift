import Postgres
import Records
import Referrals

/// Stores arrivals through one connection, which it makes ready for that.
struct ClickStore {
  /// How clicks that may be there already are taken.
  enum Manner { case fresh, replay }

  let connection: BlockingConnection
  private let slot: Int16
  private var columns = ClickColumns()

  /// Connects.
  init(url: String, timeout: Duration = .seconds(2)) throws {
    connection = try BlockingConnection(url, timeout: timeout, applicationName: "resonance clicks")
    slot = try Clicks.claimSlot(in: connection)
    try Clicks.prepare(connection)
  }

  /// Stores arrivals: clicks in one transaction with their counters, then orphans. Throws where nothing but a new
  /// connection, or time, will help; some may be stored then.
  ///
  /// - Returns: the places of those that can never be stored, each with the reason.
  mutating func store(_ arrivals: [Arrival], _ manner: Manner) throws(PostgresError) -> [Int: PostgresError] {
    guard !arrivals.isEmpty else { return [:] }
    var attempts = 0
    while true {
      do throws(PostgresError) {
        try write(arrivals[...], manner)
        return [:]
      } catch {
        attempts += 1
        switch StorageTrouble(error, in: connection) {
        case .passing where attempts <= 5: continue
        case .noPartition where attempts <= 5: try ensurePartitions(for: arrivals)
        case .data, .noPartition: return try storeOneByOne(arrivals, manner)
        case .passing, .unavailable: throw error
        }
      }
    }
  }

  /// One that cannot be stored must not take the others with it.
  private mutating func storeOneByOne(
    _ arrivals: [Arrival], _ manner: Manner
  ) throws(PostgresError) -> [Int: PostgresError] {
    var refused: [Int: PostgresError] = [:]
    for place in arrivals.indices {
      do throws(PostgresError) {
        try write(arrivals[place...place], manner)
      } catch {
        switch StorageTrouble(error, in: connection) {
        case .data, .noPartition: refused[place] = error
        case .passing, .unavailable: throw error
        }
      }
    }
    return refused
  }

  private mutating func write(_ arrivals: ArraySlice<Arrival>, _ manner: Manner) throws(PostgresError) {
    columns.removeAll()
    var orphans: [OrphanClick] = []
    for arrival in arrivals {
      switch arrival {
      case .click(let click): columns.append(click)
      case .orphan(let orphan): orphans.append(orphan)
      }
    }
    // Orphans first: they can be stored twice to no effect, should the clicks have to be tried again.
    if !orphans.isEmpty { try OrphanClicks.insert(orphans, in: connection) }
    guard columns.count > 0 else { return }
    switch manner {
    case .fresh: try Clicks.insert(&columns, slot: slot, in: connection)
    case .replay: try Clicks.replay(&columns, slot: slot, in: connection)
    }
  }

  private func ensurePartitions(for arrivals: [Arrival]) throws(PostgresError) {
    var days: Set<Int64> = []
    for case .click(let click) in arrivals where days.insert(click.occurredAt.seconds / 86_400).inserted {
      try Clicks.ensurePartition(for: click.occurredAt, in: connection)
    }
  }
}
