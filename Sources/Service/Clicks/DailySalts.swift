package import Logging
package import Postgres
import Records
import Referrals
import Synchronization

/// The hashers of today's visitors by program, in memory.
///
/// A program whose salt is not known gets a new one at once, so that no click waits for the database. It becomes the
/// stored one, unless another instance was first: then that one takes its place.
package final class DailySalts: Sendable {
  private struct Entry {
    var day: Day
    var salt: [UInt8]
    var hasher: VisitorHasher
    var isStored: Bool

    init(_ salt: [UInt8], day: Day, isStored: Bool) {
      self.day = day
      self.salt = salt
      self.isStored = isStored
      hasher = VisitorHasher(salt: salt)
    }
  }

  private let pool: Pool
  private let logger: Logger
  private let entries = Mutex<[Program.ID: [Entry]]>([:])

  /// No salts yet.
  package init(pool: Pool, logger: Logger = Logger(label: "salts")) {
    self.pool = pool
    self.logger = logger
  }

  /// The hasher of a program's day.
  func hasher(of program: Program.ID, on day: Day) -> VisitorHasher {
    let (hasher, fresh) = entries.withLock { entries -> (VisitorHasher, [UInt8]?) in
      if let entry = entries[program]?.first(where: { $0.day == day }) { return (entry.hasher, nil) }
      let entry = Entry(VisitorHasher.newSalt(), day: day, isStored: false)
      entries[program, default: []].append(entry)
      return (entry.hasher, entry.salt)
    }
    if let fresh { Task { await self.store(fresh, day: day, program: program) } }
    return hasher
  }

  private func store(_ salt: [UInt8], day: Day, program: Program.ID) async {
    do {
      let stored = try await pool.withConnection {
        try await VisitorSalts.claim(salt, day: day, program: program, in: $0)
      }
      take(stored, day: day, program: program)
    } catch {
      logger.warning("a visitor salt is not stored yet: \(error)", metadata: ["program": "\(program)"])
    }
  }

  private func take(_ salt: [UInt8], day: Day, program: Program.ID) {
    entries.withLock { entries in
      let known = entries[program, default: []]
      if known.contains(where: { $0.day == day && $0.isStored && $0.salt == salt }) { return }
      entries[program] = known.filter { $0.day != day } + [Entry(salt, day: day, isStored: true)]
    }
  }

  /// Sees to it that today's salts and tomorrow's are stored and known, and that earlier ones are nowhere any more.
  func turn(to today: Day) async throws {
    try await pool.withConnection { connection in
      try await VisitorSalts.delete(before: today, in: connection)
      entries.withLock { entries in
        for program in entries.keys { entries[program]?.removeAll { $0.day < today } }
      }
      for day in [today, today.advanced(by: 1)] {
        for (program, salt) in unstored(on: day) {
          take(
            try await VisitorSalts.claim(salt, day: day, program: program, in: connection), day: day, program: program)
        }
        try await VisitorSalts.make(for: day, in: connection)
        for (program, salt) in try await VisitorSalts.all(of: day, in: connection) {
          take(salt, day: day, program: program)
        }
      }
    }
  }

  private func unstored(on day: Day) -> [(Program.ID, [UInt8])] {
    entries.withLock { entries in
      entries.flatMap { program, known in
        known.filter { $0.day == day && !$0.isStored }.map { (program, $0.salt) }
      }
    }
  }
}
