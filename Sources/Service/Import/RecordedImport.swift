import HTTPTypes
import Postgres
import Records
package import Referrals
import StrictJSON

/// An import that the console knows of: how far it is, and what came of it, is written down while it goes on.
package struct RecordedImport: Sendable {
  private let history: Import
  private let program: Program.ID
  private let turn: Imports.Turn.ID
  private let journal: ImportJournal

  /// Writes down that an import begins here and now.
  /// - Parameters:
  ///   - file: its name; the folder is left out.
  ///   - bytes: its size, where that is known.
  package static func begin(
    _ noun: Import.Noun, file: String, bytes: Int?, skipsBad: Bool, by actor: String, into program: Program,
    dedupeWindow: Duration, environment: Environment
  ) async throws -> RecordedImport {
    let now = environment.now()
    let id = Imports.ID.timeOrdered(at: now)
    let turn = Imports.Turn.ID.timeOrdered(at: now)
    let new = Imports.New(
      id: id, noun: noun.rawValue, file: Self.name(of: file), bytes: bytes, skipsBad: skipsBad)
    try await environment.database.transaction { connection in
      try await Imports.begin(new, turn: turn, by: actor, at: now, program: program.id, in: connection)
      try await new.record(by: Author(name: actor, program: program.id), at: now, in: connection)
    }
    return RecordedImport(
      noun, id: id, turn: turn, into: program, dedupeWindow: dedupeWindow, environment: environment)
  }

  /// An import whose turn has begun.
  init(
    _ noun: Import.Noun, id: Imports.ID, turn: Imports.Turn.ID, into program: Program, dedupeWindow: Duration,
    environment: Environment
  ) {
    var history = Import(noun, into: program, environment: environment)
    history.dedupeWindow = dedupeWindow
    self.history = history
    self.program = program.id
    self.turn = turn
    journal = ImportJournal(id, turn: turn, program: program.id, environment: environment)
  }

  /// A file's name without its folder, however its system writes that, and not longer than anybody reads.
  package static func name(of file: String) -> String {
    String((file.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? "").prefix(200))
  }

  /// Takes in the file as ``Import/run(format:skipsBad:_:tell:)`` does. What is wrong with the file is written down;
  /// whoever catches another error says what becomes of it.
  package func run(
    format: ImportFormat? = nil, skipsBad: Bool, _ read: @escaping () async throws -> [UInt8]?,
    tell: (Import.News) -> Void = { _ in }
  ) async throws -> Import.Report {
    var bytes = 0
    do {
      let report = try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { [journal] in await journal.keep() }
        let report = try await history.run(format: format, skipsBad: skipsBad) {
          try journal.check()
          let piece = try await read()
          bytes += piece?.count ?? 0
          return piece
        } tell: { news in
          journal.hear(news)
          tell(news)
        }
        group.cancelAll()
        return report
      }
      try await journal.end(as: report.stoppedAt == nil ? .done : .stopped, stoppedAt: report.stoppedAt, bytes: bytes)
      return report
    } catch let refusal as ImportRefusal {
      try await journal.end(as: .stopped, reason: refusal.description)
      throw refusal
    }
  }

  /// Writes down, if it can be, that it broke off and why.
  package func breakOff(_ reason: String) async {
    try? await journal.end(as: .broken, reason: reason)
  }
}

extension Imports.New {
  /// Puts it in the audit log.
  /// - Parameter size: the file's size, where that was not known before.
  func record(
    by author: Author, bytes size: Int? = nil, at time: Timestamp, in connection: Connection
  ) async throws {
    var details: [JSON.Member] = [
      .init(name: "noun", value: .string(noun)), .init(name: "import", value: .text(of: id)),
    ]
    if let bytes = size ?? bytes { details.append(.init(name: "bytes", value: .integer(Int64(bytes)))) }
    if skipsBad { details.append(.init(name: "skips_bad", value: .bool(true))) }
    try await author.record("import.begun", "\(noun): \(file)", .object(details), at: time, in: connection)
  }
}
