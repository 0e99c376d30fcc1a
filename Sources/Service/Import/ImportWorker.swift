import Logging
import Postgres
import Records
import Referrals
import ServiceLifecycle

/// Takes in files that were uploaded, one after the other. Of several instances each takes another; what one had when it
/// was killed, another begins anew, which doubles nothing.
struct ImportWorker: Service {
  /// How often it looks for what another instance left behind.
  private static let interval: Duration = .seconds(5)

  let environment: Environment
  /// The time in which a visitor's clicks on one link count once.
  let dedupeWindow: Duration
  /// Rings when a file has arrived.
  let bell: Bell

  func run() async throws {
    await withTaskCancellationOrGracefulShutdownHandler {
      while !Task.isCancelled, !bell.isStopped {
        do {
          // What is going on ends with the service, and is begun anew by the next one.
          while try await cancelWhenGracefulShutdown({ try await takeNext() }) {}
        } catch is CancellationError {
          return
        } catch {
          environment.log.warning("importing waits for the database", metadata: ["error": "\(error)"])
        }
        await bell.wait(atMost: Self.interval)
      }
    } onCancelOrGracefulShutdown: {
      bell.stop()
    }
  }

  /// Takes in one file that waits; false where there is none.
  func takeNext() async throws -> Bool {
    let now = environment.now()
    let programs = try await environment.database.withConnection { try await Imports.programs(at: now, in: $0) }
    for id in programs.shuffled() {
      let turn = Imports.Turn.ID.timeOrdered(at: now)
      let claimed = try await environment.database.transaction { connection -> (Program, Imports.Entry)? in
        try await Imports.giveUpSilent(at: now, program: id, in: connection)
        guard let entry = try await Imports.claim(turn: turn, at: now, program: id, in: connection),
          let program = try await Programs.find(id, in: connection)
        else { return nil }
        return (program, entry)
      }
      guard let (program, entry) = claimed else { continue }
      try await take(entry, turn: turn, into: program)
      return true
    }
    return false
  }

  private func take(_ entry: Imports.Entry, turn: Imports.Turn.ID, into program: Program) async throws {
    guard let noun = Import.Noun(rawValue: entry.noun) else {
      try await give(up: entry, turn: turn, of: program, "There are no \(entry.noun) to be imported.")
      return
    }
    guard entry.turns <= Imports.mostTurns else {
      try await give(
        up: entry, turn: turn, of: program, "It broke off \(Imports.mostTurns) times. \(entry.reason ?? "")")
      return
    }
    let history = RecordedImport(
      noun, id: entry.id, turn: turn, into: program, dedupeWindow: dedupeWindow, environment: environment)
    var number = 0
    do {
      _ = try await history.run(skipsBad: entry.skipsBad) {
        defer { number += 1 }
        let place = number
        return try await environment.database.withConnection { connection in
          try await Imports.chunk(place, of: entry.id, program: program.id, in: connection)
        }
      }
      environment.log.info(
        "file imported", metadata: ["program": "\(program.id)", "import": "\(entry.id)", "noun": "\(noun)"])
    } catch is ImportRefusal {
      // Nothing is wrong here, but with the file; its page says so.
    } catch is ImportJournal.Lost {
      environment.log.notice("an import is another's", metadata: ["import": "\(entry.id)"])
    } catch {
      // Also where this one was told to stop: then in a task of its own, which is not.
      let now = environment.now()
      await Task {
        try? await environment.database.transaction { connection in
          try await Imports.release(
            entry.id, turn: turn, reason: error is CancellationError ? nil : "\(error)", at: now, program: program.id,
            in: connection)
        }
      }.value
      throw error
    }
  }

  private func give(
    up entry: Imports.Entry, turn: Imports.Turn.ID, of program: Program, _ reason: String
  ) async throws {
    let now = environment.now()
    _ = try await environment.database.transaction { connection in
      try await Imports.end(
        entry.id, as: .broken, entry.progress, reason: reason, turn: turn, at: now, program: program.id,
        in: connection)
    }
  }
}
