import Postgres
package import Referrals

/// Something that is not as it has to be.
package struct AuditDeviation: Hashable, Sendable {
  /// Whose.
  package let program: Program.ID
  /// Where: names and values, such as `conversion_id`.
  package let ids: [ID]
  /// What of it: `balance`, `people`, `status`.
  package let what: String
  /// What it has to be.
  package let expected: String
  /// What it is.
  package let actual: String

  /// A name and a value.
  package struct ID: Hashable, Sendable {
    /// What it identifies.
    package let name: String
    /// Which.
    package let value: String
  }
}

/// What an audit found.
package struct AuditResult: Sendable {
  /// What one check found, over all programs.
  package struct Outcome: Sendable {
    /// Which check.
    package let check: AuditCheck
    /// How many of ``AuditCheck/subject`` there were to check.
    package var checked = 0
    /// In how many runs that have caught up.
    package var runs = 0
    /// How many deviations there are.
    package var deviations = 0
    /// Some of them, ordered by program.
    package var examples: [AuditDeviation] = []

    /// Whether nothing was found.
    package var isClean: Bool { deviations == 0 }
  }

  /// How many programs were checked.
  package let programs: Int
  /// One for each check, in the order of ``AuditCheck/all``.
  package var outcomes: [Outcome]

  init(programs: Int) {
    self.programs = programs
    outcomes = AuditCheck.all.map { Outcome(check: $0) }
  }

  /// Whether everything adds up. Warnings do not count.
  package var isBalanced: Bool { outcomes.allSatisfy { $0.isClean || $0.check.severity == .warning } }
}

extension AuditDeviation {
  init(row: Row, program: Program.ID) throws {
    let texts = try row.decode("ids", as: [String].self)
    self.init(
      program: program,
      ids: stride(from: 0, to: texts.count - 1, by: 2).map { ID(name: texts[$0], value: texts[$0 + 1]) },
      what: try row.decode("what"), expected: try row.decode("expected"), actual: try row.decode("actual"))
  }
}
