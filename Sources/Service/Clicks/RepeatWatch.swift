import Postgres
import Records
import Referrals
import Synchronization

/// Tells which arrivals repeat a click of the same visitor through the same link. Two at the same instant are told
/// apart: one is the first.
final class RepeatWatch: Sendable {
  /// What is known of a person's arrival.
  enum Finding: Sendable {
    /// It repeats this click.
    case repeats(Click.ID)
    /// It is the first.
    case isFirst
    /// It is the first that this process knows of.
    case mayRepeat
  }

  /// The marks that an arrival left, to be changed when more is known.
  struct Marks: Sendable {
    fileprivate let byVisitor: UInt64
    fileprivate let byHash: UInt64?
  }

  /// For how long after a click another repeats it.
  let window: Duration
  private let recent: Mutex<RecentClicks>

  init(window: Duration, capacity: Int = 1 << 19) {
    self.window = window
    recent = Mutex(RecentClicks(window: window, capacity: capacity))
  }

  /// Looks at a person's arrival and remembers it, at once.
  /// - Parameters:
  ///   - id: the click's id if it is the first.
  ///   - isReturning: whether the browser brought its visitor id. If not, the id is new, and the visitor is known by
  ///     the hash.
  func observe(
    _ id: Click.ID, link: Link.ID, visitor: Visitor.ID, hash: Visitor.ID, isReturning: Bool, at time: Timestamp
  ) -> (Finding, Marks) {
    recent.withLock { recent in
      let byVisitor = recent.fingerprint(link: link, visitor: (visitor.high, visitor.low))
      if isReturning {
        let marks = Marks(byVisitor: byVisitor, byHash: nil)
        let first = recent.first(byVisitor, at: time, orClaim: id)
        return (first.map(Finding.repeats) ?? .mayRepeat, marks)
      }
      let byHash = recent.fingerprint(link: link, visitor: (hash.high, hash.low))
      let marks = Marks(byVisitor: byVisitor, byHash: byHash)
      let first = recent.first(byHash, at: time, orClaim: id)
      // Should the browser keep the cookie that it gets now, it still repeats the same click.
      recent.add(byVisitor, first ?? id)
      return (first.map(Finding.repeats) ?? .isFirst, marks)
    }
  }

  /// The click turned out to repeat another.
  func correct(_ marks: Marks, to first: Click.ID) {
    recent.withLock { $0.insert(marks.byVisitor, first) }
  }

  /// The click could not be kept, so that it is nobody's first.
  func forget(_ id: Click.ID, _ marks: Marks) {
    recent.withLock { recent in
      recent.remove(marks.byVisitor, if: id)
      if let byHash = marks.byHash { recent.remove(byHash, if: id) }
    }
  }

  /// Remembers the clicks of the window before a time, as far as there is room, so that a restart changes nothing.
  func prime(at time: Timestamp, from pool: Pool) async throws {
    let start = time - window
    var room = recent.withLock { $0.capacity } / 2
    for program in try await pool.withConnection({ try await Clicks.programs(since: start, in: $0) }) where room > 0 {
      let clicks = try await pool.withConnection {
        try await Clicks.recent(since: start, limit: room, program: program, in: $0)
      }
      room -= clicks.count
      recent.withLock { recent in
        for click in clicks {
          recent.insert(
            recent.fingerprint(link: click.link, visitor: (click.visitor.high, click.visitor.low)), click.id)
          recent.insert(
            recent.fingerprint(link: click.link, visitor: (click.visitorHash.high, click.visitorHash.low)), click.id)
        }
      }
    }
  }
}
