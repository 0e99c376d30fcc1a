package import Postgres
package import Referrals

extension Links {
  /// The channel on which instances hear that a link or a program's destination was changed. The payload is
  /// `program:link`, or a program alone.
  package static let channel = "links"

  /// What a redirect has to know of a link.
  package struct Route: Sendable {
    /// The host the code belongs to; empty for the service's own address.
    package let host: String
    /// What the code is compared by.
    package let codeKey: String
    /// Whose it is.
    package let program: Program.ID
    /// Its id.
    package let link: Link.ID
    /// Who shares it.
    package let advocate: Advocate.ID
    /// Where it leads; nil: where the program's links lead.
    package let destination: String?
    /// Since when it leads nowhere, if it was switched off.
    package let disabledAt: Timestamp?
    /// From when on it leads nowhere.
    package let expiresAt: Timestamp?
  }

  private static let columns: SQL =
    "l.host, l.code_key, l.program_id, l.id, l.advocate_id, l.destination, l.disabled_at, l.expires_at"

  /// At most `limit` routes in the order of their keys, from behind a link: read so, page by page, they never fill the
  /// memory twice.
  package static func routes(
    after last: (program: Program.ID, link: Link.ID)?, limit: Int, in connection: Connection
  ) async throws -> [Route] {
    let start = last ?? (Program.ID(high: 0, low: 0), Link.ID(high: 0, low: 0))
    return try await connection.query(
      """
      SELECT \(columns) FROM links l WHERE (l.program_id, l.id) > (\(start.program), \(start.link))
      ORDER BY l.program_id, l.id LIMIT \(limit)
      """
    ).map(Route.init(row:))
  }

  /// The route of a code on a host, or else on the service's own address.
  package static func route(host: String, codeKey: String, in connection: Connection) async throws -> Route? {
    guard
      let claim = try await connection.query(
        """
        SELECT program_id, link_id FROM link_codes WHERE host IN (\(host), '') AND code_key = \(codeKey)
        ORDER BY host DESC LIMIT 1
        """
      ).first
    else { return nil }
    return try await route(of: claim.decode("link_id"), program: claim.decode("program_id"), in: connection)
  }

  /// The route of a link.
  package static func route(
    of link: Link.ID, program: Program.ID, in connection: Connection
  ) async throws -> Route? {
    try await connection.query(
      "SELECT \(columns) FROM links l WHERE l.program_id = \(program) AND l.id = \(link)"
    ).first.map(Route.init(row:))
  }

  /// Where the links of each program lead that have no destination of their own.
  package static func destinations(in connection: Connection) async throws -> [Program.ID: String] {
    var destinations: [Program.ID: String] = [:]
    for row in try await connection.query("SELECT program_id, destination FROM programs") {
      destinations[try row.decode("program_id")] = try row.decode("destination")
    }
    return destinations
  }

  /// Where the links of a program lead that have no destination of their own.
  package static func destination(of program: Program.ID, in connection: Connection) async throws -> String? {
    try await connection.query("SELECT destination FROM programs WHERE program_id = \(program)").first
      .map { try $0.decode("destination") }
  }
}

extension Links.Route {
  init(row: Row) throws {
    self.init(
      host: try row.decode("host"), codeKey: try row.decode("code_key"), program: try row.decode("program_id"),
      link: try row.decode("id"), advocate: try row.decode("advocate_id"),
      destination: try row.decode("destination"), disabledAt: try row.decode("disabled_at"),
      expiresAt: try row.decode("expires_at"))
  }
}
