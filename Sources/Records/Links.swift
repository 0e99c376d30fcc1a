package import Postgres
package import Referrals

/// The links that advocates share.
package enum Links {
  /// The codes of other programs and of this one share a host: this one was taken already.
  package struct CodeIsTaken: Error, Sendable {}

  /// Stores a link and claims its code on its host, and tells the other instances.
  package static func insert(
    _ link: Link, isPrimary: Bool, program: Program.ID, in connection: Connection
  ) async throws {
    let claimed = try await connection.execute(
      """
      INSERT INTO link_codes (host, code_key, program_id, link_id)
      VALUES (\(link.host), \(link.code.key), \(program), \(link.id))
      ON CONFLICT (host, code_key) DO NOTHING
      """)
    guard claimed == 1 else { throw CodeIsTaken() }
    try await connection.execute(
      """
      INSERT INTO links (program_id, id, advocate_id, host, code, code_key, destination, campaign, channel, is_primary,
        disabled_at, expires_at, created_at)
      VALUES (\(program), \(link.id), \(link.advocate), \(link.host), \(link.code.text), \(link.code.key),
        \(link.destination), \(link.campaign), \(link.channel), \(isPrimary), \(link.disabledAt), \(link.expiresAt),
        \(link.createdAt))
      """)
    try await announce(link.id, program: program, in: connection)
  }

  /// Changes where and whether a link leads, and tells the other instances.
  package static func update(_ link: Link, program: Program.ID, in connection: Connection) async throws {
    try await connection.execute(
      """
      UPDATE links SET destination = \(link.destination), disabled_at = \(link.disabledAt),
        expires_at = \(link.expiresAt)
      WHERE program_id = \(program) AND id = \(link.id)
      """)
    try await announce(link.id, program: program, in: connection)
  }

  private static func announce(_ id: Link.ID, program: Program.ID, in connection: Connection) async throws {
    try await connection.query("SELECT pg_notify('links', \("\(program):\(id)"))")
  }

  /// The link of an id, if the program has it.
  package static func find(_ id: Link.ID, program: Program.ID, in connection: Connection) async throws -> Link? {
    try await connection.query("SELECT * FROM links WHERE program_id = \(program) AND id = \(id)").first
      .map(Link.init(row:))
  }

  /// The link with a code in a program, whatever its host.
  package static func find(codeKey: String, program: Program.ID, in connection: Connection) async throws -> Link? {
    try await connection.query(
      "SELECT * FROM links WHERE program_id = \(program) AND code_key = \(codeKey) ORDER BY host LIMIT 1"
    ).first.map(Link.init(row:))
  }

  /// The links with these codes in a program, by the code as compared.
  package static func find(
    codeKeys: [String], program: Program.ID, in connection: Connection
  ) async throws -> [String: Link.ID] {
    guard !codeKeys.isEmpty else { return [:] }
    let rows = try await connection.query(
      """
      SELECT DISTINCT ON (code_key) code_key, id FROM links
      WHERE program_id = \(program) AND code_key = ANY(\(codeKeys)) ORDER BY code_key, host
      """)
    var links: [String: Link.ID] = [:]
    for row in rows { links[try row.decode("code_key")] = try row.decode("id") }
    return links
  }

  /// The link an advocate was given when it became one.
  package static func primary(
    of advocate: Advocate.ID, program: Program.ID, in connection: Connection
  ) async throws -> Link? {
    try await connection.query(
      "SELECT * FROM links WHERE program_id = \(program) AND advocate_id = \(advocate) AND is_primary"
    ).first.map(Link.init(row:))
  }

  /// The link that the first advocate of a program was given.
  package static func first(program: Program.ID, in connection: Connection) async throws -> Link? {
    try await connection.query(
      "SELECT * FROM links WHERE program_id = \(program) AND is_primary ORDER BY id LIMIT 1"
    ).first.map(Link.init(row:))
  }

  /// The links that these advocates were given when they became so.
  package static func primary(
    of advocates: [Advocate.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Advocate.ID: Link] {
    let links = try await connection.query(
      "SELECT * FROM links WHERE program_id = \(program) AND advocate_id = ANY(\(advocates)) AND is_primary"
    ).map(Link.init(row:))
    return Dictionary(uniqueKeysWithValues: links.map { ($0.advocate, $0) })
  }

  /// Newest first, from below an id, perhaps of one advocate.
  package static func list(
    of advocate: Advocate.ID?, before: Link.ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Link] {
    try await connection.query(
      """
      SELECT * FROM links WHERE program_id = \(program)
        AND (\(advocate)::uuid IS NULL OR advocate_id = \(advocate)) AND (\(before)::uuid IS NULL OR id < \(before))
      ORDER BY id DESC LIMIT \(limit)
      """
    ).map(Link.init(row:))
  }
}

extension Link {
  init(row: Row) throws {
    self.init(
      id: try row.decode("id"), advocate: try row.decode("advocate_id"), host: try row.decode("host"),
      code: LinkCode(stored: try row.decode("code"), key: try row.decode("code_key")),
      destination: try row.decode("destination"), campaign: try row.decode("campaign"),
      channel: try row.decode("channel"), disabledAt: try row.decode("disabled_at"),
      expiresAt: try row.decode("expires_at"), createdAt: try row.decode("created_at"))
  }
}
