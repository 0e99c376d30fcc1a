package import Postgres
package import Referrals

/// Files of a company's history that are taken in, or were, and how far each is.
package enum Imports {
  /// An import's id.
  package typealias ID = Identifier<Entry>

  /// Somebody's turn at an import: who has it writes how far it is, and nobody else.
  package enum Turn {
    /// A turn's id, drawn when it begins.
    package typealias ID = Identifier<Turn>
  }

  /// How far one is.
  package enum State: String, Sendable, CaseIterable {
    /// Its file is on its way here.
    case uploading
    /// It is about to begin.
    case waiting
    /// Lines are stored, or what they change is credited.
    case running
    /// All is stored and credited.
    case done
    /// A line, or the file as a whole, is wrong; what came before is stored.
    case stopped
    /// Something else went wrong; what came before is stored.
    case broken
  }

  /// How far its lines are.
  package struct Progress: Sendable, Equatable {
    /// Bytes that were read.
    package var bytesRead = 0
    /// Lines with an item.
    package var lines = 0
    /// Those that were new.
    package var stored = 0
    /// Those that were refused.
    package var refused = 0
    /// Conversions yet to be credited anew; nil while lines are stored.
    package var crediting: Int?

    /// Nothing yet.
    package init() {}

    /// Lines whose item was there already.
    package var known: Int { lines - stored - refused }
  }

  /// A line that was refused.
  package struct Refusal: Sendable, Equatable {
    /// Its number in the file, from 1.
    package let line: Int
    /// Why.
    package let reason: String

    /// A refusal from its parts.
    package init(line: Int, reason: String) {
      self.line = line
      self.reason = reason
    }
  }

  /// One import.
  package struct Entry: Sendable {
    /// Its id.
    package let id: ID
    /// What is in the file: people, links, ….
    package let noun: String
    /// The file's name, without its folder.
    package let file: String
    /// Whether lines that are wrong are left out.
    package let skipsBad: Bool
    /// Whether the file was uploaded, and not read by a command.
    package let isUpload: Bool
    /// How far it is.
    package let state: State
    /// The file's size in bytes; nil where nobody knows.
    package let bytes: Int?
    /// How far its lines are.
    package let progress: Progress
    /// The line at whose fault it stopped.
    package let stoppedAt: Int?
    /// Why it stopped, or broke off.
    package let reason: String?
    /// How often it was begun.
    package let turns: Int
    /// By whom it was begun.
    package let begunBy: String
    /// When it was begun.
    package let begunAt: Timestamp
    /// When it was last known to go on.
    package let progressedAt: Timestamp
    /// When it came to its end.
    package let endedAt: Timestamp?

    /// Whether nobody goes on with it, although it has not come to an end.
    package func isSilent(at time: Timestamp) -> Bool {
      state == .running && time - progressedAt > Imports.patience
    }
  }

  /// An import that begins.
  package struct New: Sendable {
    /// Its id.
    package let id: ID
    /// What is in the file.
    package let noun: String
    /// The file's name, without its folder.
    package let file: String
    /// Its size in bytes; nil where nobody knows.
    package let bytes: Int?
    /// Whether lines that are wrong are left out.
    package let skipsBad: Bool

    /// An import from its parts.
    package init(id: ID, noun: String, file: String, bytes: Int?, skipsBad: Bool) {
      self.id = id
      self.noun = noun
      self.file = file
      self.bytes = bytes
      self.skipsBad = skipsBad
    }
  }

  /// How many refusals of an import are kept.
  package static let keptRefusals = 100
  /// After how long without a sign an import counts as broken off: whoever goes on with it says so every few seconds.
  package static let patience: Duration = .seconds(60)

  /// Writes down an import whose lines are read from now on, by somebody whose turn it is.
  package static func begin(
    _ new: New, turn: Turn.ID, by actor: String, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      INSERT INTO imports (program_id, id, noun, file, skips_bad, is_upload, state, bytes, turn, turns, begun_by, begun_at,
        progressed_at)
      VALUES (\(program), \(new.id), \(new.noun), \(new.file), \(new.skipsBad), false, \(State.running.rawValue),
        \(new.bytes), \(turn), 1, \(actor), \(time), \(time))
      """)
  }

  /// Writes down how far an import is; whether it is still this one's turn. Of its refusals the first are kept.
  package static func note(
    _ progress: Progress, _ refusals: [Refusal], of id: ID, turn: Turn.ID, at time: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> Bool {
    try await connection.query(
      """
      WITH held AS (
        UPDATE imports SET \(told(progress)), progressed_at = \(time)
        WHERE program_id = \(program) AND id = \(id) AND turn = \(turn) RETURNING id
      ), \(kept(refusals, program: program))
      SELECT id FROM held
      """
    ).count == 1
  }

  /// Writes down that an import came to its end, and forgets the bytes of its file; whether it was still this one's turn.
  package static func end(
    _ id: ID, as state: State, _ progress: Progress, _ refusals: [Refusal] = [], stoppedAt line: Int? = nil,
    reason: String? = nil, turn: Turn.ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Bool {
    try await connection.query(
      """
      WITH held AS (
        UPDATE imports SET \(told(progress)), progressed_at = \(time), ended_at = \(time), turn = NULL,
          state = \(state.rawValue), stopped_at = \(line), reason = \(reason)
        WHERE program_id = \(program) AND id = \(id) AND turn = \(turn) RETURNING id
      ), gone AS (
        DELETE FROM import_chunks c USING held WHERE c.program_id = \(program) AND c.import_id = held.id
      ), \(kept(refusals, program: program))
      SELECT id FROM held
      """
    ).count == 1
  }

  private static func told(_ progress: Progress) -> SQL {
    """
    bytes_read = \(progress.bytesRead), lines = \(progress.lines), stored = \(progress.stored),
      refused = \(progress.refused), crediting = \(progress.crediting)
    """
  }

  private static func kept(_ refusals: [Refusal], program: Program.ID) -> SQL {
    """
    kept AS (
      INSERT INTO import_refusals (program_id, import_id, line, reason)
      SELECT \(program), held.id, r.line, r.reason
      FROM held, unnest(\(refusals.map(\.line)), \(refusals.map(\.reason))) AS r (line, reason)
      ON CONFLICT (program_id, import_id, line) DO NOTHING
    )
    """
  }

  /// The import of an id, if the program has it and its file is here.
  package static func find(_ id: ID, program: Program.ID, in connection: Connection) async throws -> Entry? {
    try await connection.query(
      "SELECT * FROM imports WHERE program_id = \(program) AND id = \(id) AND state <> 'uploading'"
    ).first.map(Entry.init(row:))
  }

  /// The latest, newest first.
  package static func list(limit: Int, program: Program.ID, in connection: Connection) async throws -> [Entry] {
    try await connection.query(
      """
      SELECT * FROM imports WHERE program_id = \(program) AND state <> 'uploading' ORDER BY id DESC LIMIT \(limit)
      """
    ).map(Entry.init(row:))
  }

  /// The lines that were refused, in their order, as far as they are kept.
  package static func refusals(
    of id: ID, program: Program.ID, in connection: Connection
  ) async throws -> [Refusal] {
    try await connection.query(
      """
      SELECT line, reason FROM import_refusals WHERE program_id = \(program) AND import_id = \(id) ORDER BY line
      """
    ).map { Refusal(line: try $0.decode("line"), reason: try $0.decode("reason")) }
  }
}

extension Imports.Entry {
  init(row: Row) throws {
    var progress = Imports.Progress()
    progress.bytesRead = try row.decode("bytes_read")
    progress.lines = try row.decode("lines")
    progress.stored = try row.decode("stored")
    progress.refused = try row.decode("refused")
    progress.crediting = try row.decode("crediting")
    self.init(
      id: try row.decode("id"), noun: try row.decode("noun"), file: try row.decode("file"),
      skipsBad: try row.decode("skips_bad"), isUpload: try row.decode("is_upload"), state: try row.decode("state"),
      bytes: try row.decode("bytes"), progress: progress, stoppedAt: try row.decode("stopped_at"),
      reason: try row.decode("reason"), turns: try row.decode("turns"), begunBy: try row.decode("begun_by"),
      begunAt: try row.decode("begun_at"), progressedAt: try row.decode("progressed_at"),
      endedAt: try row.decode("ended_at"))
  }
}
