package import Postgres
package import Referrals

/// How many people could see what each advocate posts: all of its posts reach the same ones, so that the time for which
/// everybody was exposed to them follows from this and from when they were.
///
/// A table of these, and none of that time itself: the sum over 1,000 advocates with 1,000 posts each is worked out in a
/// tenth of a second whenever a model is fitted, while a stored one would have to be written again at each post, each
/// purchase and each edge, and with time alone.
///
/// Whatever changes somebody's followers leaves the people concerned in `audience_changes`, in its own transaction, and
/// ``recount(limit:at:program:in:)`` counts the audiences of those again, and of those whom they follow. Between the two
/// ``all(at:program:in:)`` counts them itself, so that what it says always agrees with the graph.
package enum Audiences {
  /// The audience of one advocate, who has shared something.
  package struct Entry: Hashable, Sendable {
    /// Whose.
    package let advocate: Advocate.ID
    /// People who follow the advocate.
    package let near: Int
    /// Others who follow one of these.
    package let far: Int
    /// The sum over those far of 16 times the square root of how many they have it from, each rounded.
    package let farStrength: Int64
  }

  /// Every audience as the graph has it at a moment. The graph and what waits to be counted are those of the
  /// transaction's snapshot: what else is to agree with them is read in the same one.
  package static func all(
    at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Entry] {
    try await connection.query(
      """
      WITH changes AS (SELECT people FROM audience_changes WHERE program_id = \(program)),
      \(affected(by: "changes", program: program)),
      chosen AS MATERIALIZED (
        SELECT s.advocate_id, s.person_id FROM sharers s
        WHERE s.due_since <= \(now) OR s.advocate_id IN (SELECT advocate_id FROM affected)
      ),
      \(count(of: "chosen", at: now, program: program))
      SELECT s.advocate_id, CASE WHEN h.advocate_id IS NULL THEN s.near ELSE coalesce(c.near, 0) END AS near,
        CASE WHEN h.advocate_id IS NULL THEN s.far ELSE coalesce(c.far, 0) END AS far,
        CASE WHEN h.advocate_id IS NULL THEN s.far_strength ELSE coalesce(c.far_strength, 0) END AS far_strength
      FROM sharers s
      LEFT JOIN chosen h ON h.advocate_id = s.advocate_id
      LEFT JOIN counted c ON c.advocate_id = s.advocate_id
      ORDER BY s.advocate_id
      """
    ).map { row in
      Entry(
        advocate: try row.decode("advocate_id"), near: try row.decode("near"), far: try row.decode("far"),
        farStrength: try row.decode("far_strength"))
    }
  }

  /// What one statement looks through of what changed.
  private static let changesAtOnce = 20

  /// Counts audiences again that changed, those first that have waited longest; one worker at a time does.
  /// - Parameter limit: how many, at the most.
  /// - Returns: whether there may be more.
  package static func recount(
    limit: Int, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Bool {
    let row = try await connection.query(
      """
      SELECT pg_try_advisory_xact_lock(hashtextextended(\("audiences:\(program)"), 0)) AS is_mine,
        EXISTS (SELECT FROM audience_changes WHERE program_id = \(program))
          OR EXISTS (SELECT FROM audiences WHERE program_id = \(program) AND due_since <= \(now)) AS is_due
      """
    ).only
    guard try row.decode("is_mine", as: Bool.self), try row.decode("is_due", as: Bool.self) else { return false }
    let changes = try await markChanged(at: now, program: program, in: connection)
    // A statement of its own: what it counts from is no older than the marks.
    let counted = try await connection.execute(
      """
      WITH chosen AS MATERIALIZED (
        SELECT u.advocate_id, a.person_id FROM audiences u
        JOIN advocates a ON a.program_id = \(program) AND a.id = u.advocate_id
        WHERE u.program_id = \(program) AND u.due_since <= \(now)
        ORDER BY u.due_since, u.advocate_id LIMIT \(limit)
      ),
      \(count(of: "chosen", at: now, program: program))
      UPDATE audiences u SET near = coalesce(c.near, 0), far = coalesce(c.far, 0),
        far_strength = coalesce(c.far_strength, 0), counted_at = \(now), due_since = c.later
      FROM chosen h LEFT JOIN counted c ON c.advocate_id = h.advocate_id
      WHERE u.program_id = \(program) AND u.advocate_id = h.advocate_id
      """)
    return changes == changesAtOnce || counted == limit
  }

  /// Marks whose audiences some changes touch, and forgets these; of how many.
  private static func markChanged(
    at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Int {
    try await connection.query(
      """
      WITH changes AS (
        DELETE FROM audience_changes c USING (
          SELECT id FROM audience_changes WHERE program_id = \(program) ORDER BY id LIMIT \(changesAtOnce)
        ) AS oldest
        WHERE c.program_id = \(program) AND c.id = oldest.id RETURNING c.people
      ),
      \(affected(by: "changes", program: program)),
      marked AS (
        UPDATE audiences u SET due_since = least(u.due_since, \(now)) FROM affected d
        WHERE u.program_id = \(program) AND u.advocate_id = d.advocate_id
      )
      SELECT count(*) AS changes FROM changes
      """
    ).only.decode("changes")
  }
}
