package import Postgres
package import Referrals

// How far runs are that count anew.

extension Runs {
  /// The run of a number, if the program has it.
  package static func find(_ run: Int, program: Program.ID, in connection: Connection) async throws -> Entry? {
    try await connection.query("SELECT * FROM attribution_runs WHERE program_id = \(program) AND run = \(run)")
      .first.map(Entry.init(row:))
  }

  /// How many conversions are still to be counted anew for those runs of a program that count.
  package static func left(program: Program.ID, in connection: Connection) async throws -> Int {
    try await connection.query(
      "SELECT count(*) AS due FROM settlements_due WHERE program_id = \(program) AND cause = 'recount'"
    ).only.decode("due")
  }
}

extension Settlements {
  /// How many conversions of a program are to be counted again, for whatever cause.
  package static func count(program: Program.ID, in connection: Connection) async throws -> Int {
    try await connection.query("SELECT count(*) AS due FROM settlements_due WHERE program_id = \(program)")
      .only.decode("due")
  }
}
