package import Postgres
import Records
package import Referrals
import SocialGraph

/// Works out what some reports read, in one transaction, one at a time for each program, and brings the rollups of days
/// gone by together.
package enum Summarizing {
  /// Works them out, unless another is at it; then waits for that one where asked to.
  /// - Returns: whether it did, or waited for another that began after `now`.
  @discardableResult
  package static func refresh(
    _ program: Program.ID, at now: Timestamp, waits: Bool = true, in pool: Pool
  ) async throws -> Bool {
    try await pool.transaction { connection in
      guard try await Summaries.lock(program, waits: waits, in: connection) else { return false }
      if waits, let state = try await Summaries.state(of: program, in: connection), state.computedAt >= now {
        return true
      }
      let began = ContinuousClock.now
      try await Summaries.prepare(connection)
      try await Summaries.countPeople(program: program, in: connection)
      try await Summaries.countShares(program: program, in: connection)
      try await countTrees(of: program, in: connection)
      try await countReach(of: program, in: connection)
      try await Counts.fold(before: now - .days(2), program: program, in: connection)
      try await Summaries.finish(at: now, took: began.duration(to: .now), program: program, in: connection)
      return true
    }
  }

  private static func countTrees(of program: Program.ID, in connection: Connection) async throws {
    let members = try await Summaries.treeMembers(program: program, in: connection)
    let places = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1.advocate, UInt32($0)) })
    let forest = ReferralForest(recruiters: members.map { member in member.recruiter.flatMap { places[$0] } })
    try await Summaries.countGenerations(
      of: members.map(\.advocate), (0..<UInt32(members.count)).map { Int32(forest.depth(of: $0)) },
      shape(of: forest, members), program: program, in: connection)
  }

  private static func shape(of forest: ReferralForest, _ members: [Summaries.TreeMember]) -> Summaries.TreeShape {
    let roots = forest.roots
    let shapes = forest.shapes()
    // The mean over all pairs of one tree: each tree's mean counts as often as it has pairs.
    var (pairs, distances) = (0.0, 0.0)
    for root in roots {
      let shape = shapes[Int(root)]
      guard let virality = shape.structuralVirality else { continue }
      let count = Double(shape.people) * Double(shape.people - 1)
      pairs += count
      distances += virality.value * count
    }
    let days = members.map { Double($0.joinedAt.microseconds) / 86_400_000_000 }
    return Summaries.TreeShape(
      trees: roots.count, advocates: forest.count, depth: roots.map { shapes[Int($0)].depth }.max() ?? 0,
      virality: pairs > 0 ? distances / pairs : nil, cycleDays: forest.cycleTime(joined: days)?.median)
  }
}
