import Postgres
import Records
import Referrals

/// Sees to it that shares and edges that are told late still count: conversions that they could have led to are counted
/// anew, at once and once more when all is over that was on its way then.
enum LateSharing {
  /// After shares were stored.
  static func settle(
    after outcomes: [ShareIntake.Outcome], at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    var sharers: Set<Person.ID> = []
    var start = Timestamp.latest
    for case .new(let share, let person) in outcomes {
      sharers.insert(person)
      start = min(start, share.occurredAt)
    }
    guard !sharers.isEmpty else { return }
    try await Settlements.mark(
      exposedTo: sharers.sorted(), since: start, at: now, program: program, in: connection)
    try await LateExposures.keep(
      sharers: sharers.sorted(), since: start, at: now, program: program, in: connection)
  }

  /// After edges were told, as far as that was with a time in the past.
  static func settle(
    after edges: [GraphEdges.Told], at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    let late = edges.filter { $0.since.map { $0 < now } ?? false }
    guard let start = late.compactMap(\.since).min() else { return }
    let followers = Set(late.map(\.to.exact)).sorted().map(\.text)
    try await Settlements.mark(
      reachedBy: followers, since: start, at: now, program: program, in: connection)
    try await LateExposures.keep(followers: followers, since: start, at: now, program: program, in: connection)
  }
}
