import Logging
import Postgres
import Records
import Referrals
import Synchronization

/// Writes down how far an import is, for whoever looks: beside the import, which never waits for it, at most twice a
/// second, and every few seconds where nothing changes, so that everybody sees that it goes on.
final class ImportJournal: Sendable {
  /// It was somebody else's turn meanwhile, for this one was silent for too long.
  struct Lost: Error {}

  private struct State {
    var progress = Imports.Progress()
    /// Refusals that are not written down yet.
    var refusals: [Imports.Refusal] = []
    var kept = 0
    var last: Imports.Refusal?
    var hasNews = false
    var isLost = false
  }

  private static let interval: Duration = .milliseconds(500)
  private static let heartbeat: Duration = .seconds(5)

  private let id: Imports.ID
  private let turn: Imports.Turn.ID
  private let program: Program.ID
  private let environment: Environment
  private let state = Mutex(State())

  /// A journal of an import whose turn has begun.
  init(_ id: Imports.ID, turn: Imports.Turn.ID, program: Program.ID, environment: Environment) {
    self.id = id
    self.turn = turn
    self.program = program
    self.environment = environment
  }

  /// Takes in what is heard of the import.
  func hear(_ news: Import.News) {
    state.withLock { state in
      state.hasNews = true
      switch news {
      case .progress(let report, let bytes):
        state.progress.bytesRead = bytes
        state.progress.lines = report.lines
        state.progress.stored = report.stored
        state.progress.refused = report.refused
      case .refused(let line, let reason):
        let refusal = Imports.Refusal(line: line, reason: String(reason.prefix(1_000)))
        state.last = refusal
        guard state.kept < Imports.keptRefusals else { return }
        state.kept += 1
        state.refusals.append(refusal)
      case .crediting(let left): state.progress.crediting = left
      }
    }
  }

  /// Throws where it is no longer this one's turn.
  func check() throws(Lost) {
    if state.withLock({ $0.isLost }) { throw Lost() }
  }

  /// Writes until it is cancelled, or it is no longer this one's turn.
  func keep() async {
    let clock = ContinuousClock()
    var written = clock.now
    while true {
      do { try await Task.sleep(for: Self.interval) } catch { return }
      let (news, progress, refusals) = state.withLock { ($0.hasNews, $0.progress, $0.refusals) }
      guard news || clock.now - written >= Self.heartbeat else { continue }
      do {
        let isHeld = try await environment.database.withConnection { connection in
          try await Imports.note(
            progress, refusals, of: self.id, turn: self.turn, at: self.environment.now(), program: self.program,
            in: connection)
        }
        written = clock.now
        state.withLock { state in
          state.refusals.removeFirst(refusals.count)
          state.hasNews = state.progress != progress || !state.refusals.isEmpty
          state.isLost = !isHeld
        }
        guard isHeld else { return }
      } catch is CancellationError {
        return
      } catch {
        // What there is to write is still there the next time; the import itself finds out what is wrong.
        environment.log.debug("an import's progress waits for the database", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Writes down that it came to its end.
  /// - Parameter bytes: how many were read, where that is known.
  func end(as end: Imports.State, stoppedAt line: Int? = nil, reason: String? = nil, bytes: Int? = nil) async throws {
    let (known, refusals, last) = state.withLock { ($0.progress, $0.refusals, $0.last) }
    var progress = known
    progress.bytesRead = bytes ?? progress.bytesRead
    if end != .broken { progress.crediting = nil }
    let told = progress
    // The line at whose fault it stopped was refused last.
    let reason = reason ?? (line == nil ? nil : last?.reason)
    let isHeld = try await environment.database.withConnection { connection in
      try await Imports.end(
        self.id, as: end, told, refusals, stoppedAt: line, reason: reason.map { String($0.prefix(2_000)) },
        turn: self.turn, at: self.environment.now(), program: self.program, in: connection)
    }
    guard isHeld else { throw Lost() }
  }
}
