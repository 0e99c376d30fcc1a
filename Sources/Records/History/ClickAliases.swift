package import Postgres
package import Referrals

/// The ids that clicks had where they were recorded before they came here.
package enum ClickAliases {
  /// Remembers by what a click was known. Conversions that name it so, name the click from now on: those.
  package static func insert(
    _ aliases: [(alias: Click.ID, click: Click.ID)], program: Program.ID, in connection: Connection
  ) async throws -> [(conversion: Conversion.ID, person: Person.ID?)] {
    guard !aliases.isEmpty else { return [] }
    let aliases = aliases.sorted { $0.alias < $1.alias }
    try await connection.execute(
      """
      INSERT INTO click_aliases (program_id, alias, click_id)
      SELECT \(program), told.alias, told.click_id
      FROM unnest(\(aliases.map(\.alias)), \(aliases.map(\.click))) AS told (alias, click_id)
      ON CONFLICT DO NOTHING
      """)
    return try await connection.query(
      """
      UPDATE conversions c SET click_id = known.click_id
      FROM (
        SELECT named.id, told.click_id
        FROM unnest(\(aliases.map(\.alias)), \(aliases.map(\.click))) AS told (alias, click_id)
        JOIN conversions named ON named.program_id = \(program) AND named.click_id = told.alias
        ORDER BY named.id FOR NO KEY UPDATE OF named
      ) AS known
      WHERE c.program_id = \(program) AND c.id = known.id
      RETURNING c.id, c.person_id
      """
    ).map { (try $0.decode("id"), try $0.decode("person_id")) }
  }

  /// The clicks behind aliases, as far as they are known.
  package static func find(
    _ aliases: [Click.ID], program: Program.ID, in connection: Connection
  ) async throws -> [Click.ID: Click.ID] {
    guard !aliases.isEmpty else { return [:] }
    let rows = try await connection.query(
      "SELECT alias, click_id FROM click_aliases WHERE program_id = \(program) AND alias = ANY(\(aliases))")
    var clicks: [Click.ID: Click.ID] = [:]
    for row in rows { clicks[try row.decode("alias")] = try row.decode("click_id") }
    return clicks
  }
}
