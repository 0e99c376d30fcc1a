package import Postgres
package import Referrals

extension Links {
  /// Stores those links whose codes nobody has, and tells the other instances; how many that were. No code may come
  /// twice. The first link of an advocate who has none is the one it is known by.
  package static func add(_ links: [Link], program: Program.ID, in connection: Connection) async throws -> Int {
    guard !links.isEmpty else { return 0 }
    let links = links.sorted { $0.code.key < $1.code.key }
    let claimed = try await connection.query(
      """
      INSERT INTO link_codes (host, code_key, program_id, link_id)
      SELECT told.host, told.code_key, \(program), told.id
      FROM unnest(\(links.map(\.host)), \(links.map(\.code.key)), \(links.map(\.id))) AS told (host, code_key, id)
      ON CONFLICT (host, code_key) DO NOTHING
      RETURNING link_id
      """)
    let free = Set(try claimed.map { try $0.decode("link_id", as: Link.ID.self) })
    let new = links.filter { free.contains($0.id) }
    guard !new.isEmpty else { return 0 }
    try await connection.execute(
      """
      INSERT INTO links (program_id, id, advocate_id, host, code, code_key, destination, campaign, channel, is_primary,
        disabled_at, expires_at, created_at)
      SELECT \(program), t.id, t.advocate_id, t.host, t.code, t.code_key, t.destination, t.campaign, t.channel,
        row_number() OVER (PARTITION BY t.advocate_id ORDER BY t.created_at, t.code_key) = 1 AND NOT EXISTS (
          SELECT FROM links l WHERE l.program_id = \(program) AND l.advocate_id = t.advocate_id AND l.is_primary),
        t.disabled_at, t.expires_at, t.created_at
      FROM unnest(\(new.map(\.id)), \(new.map(\.advocate)), \(new.map(\.host)), \(new.map(\.code.text)),
        \(new.map(\.code.key)), \(new.map(\.destination)), \(new.map(\.campaign)), \(new.map(\.channel)),
        \(new.map(\.disabledAt)), \(new.map(\.expiresAt)), \(new.map(\.createdAt)))
        AS t (id, advocate_id, host, code, code_key, destination, campaign, channel, disabled_at, expires_at, created_at)
      """)
    try await connection.query(
      "SELECT pg_notify(\(channel), told) FROM unnest(\(new.map { "\(program):\($0.id)" })) AS told")
    return new.count
  }

  /// The links with these codes in a program on the service's own address, by the code as compared.
  package static func all(
    codeKeys: [String], program: Program.ID, in connection: Connection
  ) async throws -> [String: Link] {
    let links = try await connection.query(
      "SELECT * FROM links WHERE program_id = \(program) AND host = '' AND code_key = ANY(\(codeKeys))"
    ).map(Link.init(row:))
    return Dictionary(links.map { ($0.code.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The links of these ids, by id.
  package static func all(
    _ ids: [Link.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Link.ID: Link] {
    let links = try await connection.query(
      "SELECT * FROM links WHERE program_id = \(program) AND id = ANY(\(ids))"
    ).map(Link.init(row:))
    return Dictionary(links.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

extension Conversions {
  /// The codes, as they were given, that conversions were told with before any link had them.
  package static func codesWithoutLinks(program: Program.ID, in connection: Connection) async throws -> [String] {
    try await connection.query(
      "SELECT DISTINCT code FROM conversions WHERE program_id = \(program) AND code IS NOT NULL AND link_id IS NULL"
    ).map { try $0.decode("code") }
  }

  /// Lets conversions that were told with these codes before any link had them be of these links; those conversions.
  package static func adopt(
    _ links: [ExactText: Link.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Conversion] {
    let links = links.sorted { $0.key < $1.key }
    return try await connection.query(
      """
      UPDATE conversions c SET link_id = told.link_id
      FROM unnest(\(links.map(\.key.text)), \(links.map(\.value))) AS told (code, link_id)
      WHERE c.program_id = \(program) AND c.link_id IS NULL AND c.code = told.code
      RETURNING c.*
      """
    ).map(Conversion.init(row:))
  }
}
