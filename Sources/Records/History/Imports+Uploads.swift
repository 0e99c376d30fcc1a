package import Postgres
package import Referrals

// Files that are uploaded: kept until an instance takes them in, which begins anew where another was killed over it.

extension Imports {
  /// How long an upload may go without a byte before it counts as broken off.
  private static let uploadPatience: Duration = .seconds(600)
  /// How often one is begun anew that breaks off each time.
  package static let mostTurns = 5

  /// Makes room for a file that begins to arrive.
  package static func open(
    _ new: New, by actor: String, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      INSERT INTO imports (program_id, id, noun, file, skips_bad, is_upload, state, bytes, begun_by, begun_at, progressed_at)
      VALUES (\(program), \(new.id), \(new.noun), \(new.file), \(new.skipsBad), true, \(State.uploading.rawValue), 0,
        \(actor), \(time), \(time))
      """)
  }

  /// Keeps the next bytes of a file that arrives; false where it was given up meanwhile.
  package static func add(
    _ bytes: [UInt8], number: Int, to id: ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Bool {
    try await connection.execute(
      """
      WITH open AS (
        UPDATE imports SET bytes = bytes + \(bytes.count), progressed_at = \(time)
        WHERE program_id = \(program) AND id = \(id) AND state = 'uploading' RETURNING id
      )
      INSERT INTO import_chunks (program_id, import_id, number, bytes)
      SELECT \(program), id, \(number), \(bytes) FROM open
      """) == 1
  }

  /// Lets an import begin whose file has arrived; false where it was given up meanwhile.
  package static func enqueue(
    _ id: ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Bool {
    try await connection.execute(
      """
      UPDATE imports SET state = 'waiting', begun_at = \(time), progressed_at = \(time)
      WHERE program_id = \(program) AND id = \(id) AND state = 'uploading'
      """) == 1
  }

  /// Forgets a file that did not arrive, with all that came of it.
  package static func giveUp(_ id: ID, program: Program.ID, in connection: Connection) async throws {
    try await giveUp("id = \(id)", program: program, in: connection)
  }

  /// Forgets a program's files of which nothing has come for long.
  package static func giveUpSilent(at time: Timestamp, program: Program.ID, in connection: Connection) async throws {
    try await giveUp("progressed_at < \(time - uploadPatience)", program: program, in: connection)
  }

  private static func giveUp(_ chosen: SQL, program: Program.ID, in connection: Connection) async throws {
    let ids: [ID] = try await connection.query(
      """
      SELECT id FROM imports WHERE program_id = \(program) AND state = 'uploading' AND \(chosen) FOR UPDATE
      """
    ).map { try $0.decode("id") }
    guard !ids.isEmpty else { return }
    try await connection.execute("DELETE FROM import_chunks WHERE program_id = \(program) AND import_id = ANY(\(ids))")
    try await connection.execute("DELETE FROM imports WHERE program_id = \(program) AND id = ANY(\(ids))")
  }

  /// How many uploaded files of a program wait or arrive.
  package static func pending(program: Program.ID, in connection: Connection) async throws -> Int {
    try await connection.query(
      """
      SELECT count(*) AS pending FROM imports
      WHERE program_id = \(program) AND is_upload AND state IN ('uploading', 'waiting', 'running')
      """
    ).only.decode("pending")
  }

  /// The programs with uploaded files that wait, or whose worker or sender has fallen silent.
  package static func programs(at time: Timestamp, in connection: Connection) async throws -> [Program.ID] {
    try await connection.query(
      """
      SELECT DISTINCT program_id FROM imports
      WHERE is_upload AND (state = 'waiting' OR state = 'running' AND progressed_at < \(time - patience)
        OR state = 'uploading' AND progressed_at < \(time - uploadPatience))
      """
    ).map { try $0.decode("program_id") }
  }

  /// Takes the oldest import of a program that waits, or whose worker has fallen silent; it is begun from its start.
  package static func claim(
    turn: Turn.ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Entry? {
    let claimed = try await connection.query(
      """
      WITH chosen AS (
        SELECT id FROM imports
        WHERE program_id = \(program) AND is_upload
          AND (state = 'waiting' OR state = 'running' AND progressed_at < \(time - patience))
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
      )
      UPDATE imports i SET state = 'running', turn = \(turn), turns = i.turns + 1, progressed_at = \(time),
        bytes_read = 0, lines = 0, stored = 0, refused = 0, crediting = NULL
      FROM chosen WHERE i.program_id = \(program) AND i.id = chosen.id
      RETURNING i.*
      """
    ).first.map(Entry.init(row:))
    guard let claimed else { return nil }
    try await connection.execute(
      "DELETE FROM import_refusals WHERE program_id = \(program) AND import_id = \(claimed.id)")
    return claimed
  }

  /// Lets another begin anew with what this one's turn is.
  /// - Parameter reason: what it broke off for; nil where this one was told to stop.
  package static func release(
    _ id: ID, turn: Turn.ID, reason: String? = nil, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      UPDATE imports SET state = 'waiting', turn = NULL, reason = \(reason.map { String($0.prefix(2_000)) }),
        progressed_at = \(time)
      WHERE program_id = \(program) AND id = \(id) AND turn = \(turn)
      """)
  }

  /// Some bytes of an uploaded file, by their number from 0; nil after the last.
  package static func chunk(
    _ number: Int, of id: ID, program: Program.ID, in connection: Connection
  ) async throws -> [UInt8]? {
    try await connection.query(
      "SELECT bytes FROM import_chunks WHERE program_id = \(program) AND import_id = \(id) AND number = \(number)"
    ).first?.decode("bytes")
  }
}
