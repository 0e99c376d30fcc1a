package import Postgres
package import Referrals

/// Advocates' own pages: whose they are, and how to get to them.
package enum Portals {
  /// Somebody's page.
  package struct Entry: Sendable {
    /// The program.
    package let program: Program
    /// Whose page it is.
    package let advocate: Advocate
    /// The program's key, by which tokens are sealed.
    package let key: [UInt8]
  }

  /// The page that a token leads to; nil where its seal is not good, or no longer, and where whose it was is erased.
  package static func find(_ token: PortalToken, in connection: Connection) async throws -> Entry? {
    guard let advocate = try await Advocates.find(token.advocate, program: token.program, in: connection) else {
      return nil
    }
    let key = try await key(of: token.program, in: connection)
    guard token.isSealed(version: advocate.portalVersion, key: key), !advocate.isErased,
      let program = try await Programs.find(token.program, in: connection)
    else { return nil }
    return Entry(program: program, advocate: advocate, key: key)
  }

  /// What a program's tokens are sealed with.
  package static func key(of program: Program.ID, in connection: Connection) async throws -> [UInt8] {
    try await connection.query("SELECT portal_key FROM programs WHERE program_id = \(program)").only
      .decode("portal_key")
  }

  /// Voids every token of an advocate that was made before.
  package static func revoke(
    _ advocate: Advocate.ID, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      UPDATE advocates SET portal_version = portal_version + 1 WHERE program_id = \(program) AND id = \(advocate)
      """)
  }
}
