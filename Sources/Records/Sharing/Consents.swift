package import Postgres
package import Referrals

/// What people agreed to, by purpose, each time with when and where. What was said last holds.
package enum Consents {
  /// What one can agree to.
  package enum Purpose: String, Sendable, CaseIterable {
    /// To be shown by name where shares, edges and reach are shown; without it a person only counts.
    case namedInReports = "named_in_reports"
    /// To be written to by the program.
    case contact
    /// To be heard: that what the person says in public is listened to.
    case listening
    /// To take part: that clicks and sales through one's links are counted.
    case participation
  }

  /// Something said once.
  package struct Entry: Hashable, Sendable {
    /// To what.
    package let purpose: Purpose
    /// Agreed, or no longer.
    package let given: Bool
    /// Where: a form, a page, in person.
    package let place: String?
    /// When it was said.
    package let occurredAt: Timestamp
    /// When it was stored.
    package let recordedAt: Timestamp
    /// Where it was told from: `api`, `import`, or the id of a webhook source.
    package let source: String
    /// The words that were agreed to, where they are known.
    package let wording: String?

    /// Something said, from its parts.
    package init(
      purpose: Purpose, given: Bool, place: String?, occurredAt: Timestamp, recordedAt: Timestamp, source: String,
      wording: String? = nil
    ) {
      self.purpose = purpose
      self.given = given
      self.place = place
      self.occurredAt = occurredAt
      self.recordedAt = recordedAt
      self.source = source
      self.wording = wording
    }
  }

  /// Keeps what somebody said; false where it is known. Of two things said at the same moment, no holds.
  package static func insert(
    _ entry: Entry, of person: Person.ID, program: Program.ID, in connection: Connection
  ) async throws -> Bool {
    try await connection.execute(
      """
      INSERT INTO consents AS c (program_id, person_id, purpose, occurred_at, given, place, recorded_at, source, wording)
      VALUES (\(program), \(person), \(entry.purpose.rawValue), \(entry.occurredAt), \(entry.given), \(entry.place),
        \(entry.recordedAt), \(entry.source), \(entry.wording))
      ON CONFLICT (program_id, person_id, purpose, occurred_at) DO UPDATE SET given = false,
        place = excluded.place, recorded_at = excluded.recorded_at, source = excluded.source, wording = excluded.wording
        WHERE c.given AND NOT excluded.given
      """) > 0
  }

  /// All that somebody said, what was said last first.
  package static func all(
    of person: Person.ID, program: Program.ID, in connection: Connection
  ) async throws -> [Entry] {
    try await connection.query(
      """
      SELECT * FROM consents WHERE program_id = \(program) AND person_id = \(person)
      ORDER BY occurred_at DESC, purpose
      """
    ).map { row in
      Entry(
        purpose: try row.decode("purpose"), given: try row.decode("given"), place: try row.decode("place"),
        occurredAt: try row.decode("occurred_at"), recordedAt: try row.decode("recorded_at"),
        source: try row.decode("source"), wording: try row.decode("wording"))
    }
  }

  /// A condition: a person may be shown by name. What the person said last for ``Purpose/namedInReports`` decides; who
  /// never said anything is shown where the row at hand, an edge or a share, carries consent.
  /// - Parameters:
  ///   - person: the column of the person's id.
  ///   - other: the column of the row's consent; `false` where there is none.
  package static func isNamed(_ person: SQL, or other: SQL = "false", program: Program.ID) -> SQL {
    """
    coalesce((
      SELECT c.given FROM consents c WHERE c.program_id = \(program) AND c.person_id = \(person)
        AND c.purpose = 'named_in_reports' ORDER BY c.occurred_at DESC LIMIT 1), \(other))
    """
  }
}

extension Consents {
  /// Whether somebody may be called by name: unless they said that they are not to be.
  package static func mayBeNamed(
    _ person: Person.ID, program: Program.ID, in connection: Connection
  ) async throws -> Bool {
    try await connection.query(
      "SELECT \(isNamed("\(person)::uuid", or: "true", program: program)) AS is_named"
    ).only.decode("is_named")
  }
}
