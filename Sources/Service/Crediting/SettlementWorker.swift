import Logging
import Postgres
import Records
import Referrals
import ServiceLifecycle

/// Counts again what is due: looks four times a second, which costs one look at an index, and is sure to miss nothing.
package struct SettlementWorker: Service {
  /// How many conversions one transaction settles.
  private static let batch = 50

  private let environment: Environment

  /// A worker; several, in one process or in many, share the work.
  package init(environment: Environment) { self.environment = environment }

  package func run() async throws {
    while !Task.isCancelled && !Task.isShuttingDownGracefully {
      do {
        while try await settleDue() > 0 && !Task.isShuttingDownGracefully {}
      } catch is CancellationError {
        return
      } catch {
        environment.log.warning("settling waits for the database", metadata: ["error": "\(error)"])
      }
      try? await Task.sleep(for: .milliseconds(250))
    }
  }

  /// Settles one batch of each program that has something due; how many conversions that were. What fails of one program
  /// is no other's trouble.
  package func settleDue() async throws -> Int {
    let now = environment.now()
    let (due, late) = try await environment.database.withConnection { connection in
      (
        Set(try await Settlements.programs(at: now, in: connection)),
        Set(try await LateExposures.programs(in: connection))
      )
    }
    var settled = 0
    for program in due.union(late) {
      do {
        if due.contains(program) { settled += try await settle(program, at: now) }
        guard late.contains(program) else { continue }
        settled += try await environment.database.transaction { connection in
          try await LateExposures.settle(at: now, program: program, in: connection)
        }
      } catch  where Trouble.isOfData(error) {
        environment.log.error(
          "a program cannot be settled", metadata: ["program": "\(program)", "error": "\(Trouble.code(of: error))"])
      }
    }
    return settled
  }

  /// Settles one batch of a program; how many conversions that were.
  func settleBatch(of program: Program.ID, at now: Timestamp) async throws -> Int {
    try await environment.database.transaction { connection in
      let due = try await Settlements.claim(limit: Self.batch, at: now, program: program, in: connection)
      return try await settle(due, of: program, at: now, in: connection)
    }
  }

  /// Settles one batch of a program; where that fails, one conversion after the other.
  private func settle(_ program: Program.ID, at now: Timestamp) async throws -> Int {
    var claimed: [Conversion.ID] = []
    do {
      return try await environment.database.transaction { connection in
        claimed = []
        let due = try await Settlements.claim(limit: Self.batch, at: now, program: program, in: connection)
        claimed = due.map(\.conversion)
        return try await settle(due, of: program, at: now, in: connection)
      }
    } catch  where Trouble.isOfData(error) && !claimed.isEmpty {
      environment.log.notice("conversions are settled one by one", metadata: ["error": "\(Trouble.code(of: error))"])
      for conversion in claimed { try await settle(conversion, of: program, at: now) }
      return claimed.count
    }
  }

  /// Settles one conversion, unless another worker has it, and leaves it for later where that fails.
  private func settle(_ conversion: Conversion.ID, of program: Program.ID, at now: Timestamp) async throws {
    do {
      try await environment.database.transaction { connection in
        guard let due = try await Settlements.claim(conversion, at: now, program: program, in: connection) else {
          return
        }
        _ = try await settle([due], of: program, at: now, in: connection)
      }
    } catch  where Trouble.isOfData(error) {
      environment.log.error(
        "a conversion cannot be settled",
        metadata: ["conversion": "\(conversion)", "error": "\(Trouble.code(of: error))"])
      try await environment.database.transaction { connection in
        try await Settlements.putOff(conversion, at: now, program: program, in: connection)
      }
    }
  }

  private func settle(
    _ due: [Settlements.Due], of program: Program.ID, at now: Timestamp, in connection: Connection
  ) async throws -> Int {
    let causes = Dictionary(due.map { ($0.conversion, $0.cause) }, uniquingKeysWith: { first, _ in first })
    let held = try await Conversions.hold(Array(causes.keys), program: program, in: connection)
    let linking = held.filter { causes[$0.id] == .click || causes[$0.id] == .history }
    // A sale of the same customer that is on its way would not see what is linked here. It is not waited for: it may
    // wait for what was claimed.
    let free = try await People.holdFree(
      Set(linking.compactMap(\.customer)).sorted(), program: program, in: connection)
    let busy = Set(linking.filter { $0.customer.map { !free.contains($0) } ?? false }.map(\.id))
    for cause in [Ledger.Cause.click, .history] {
      try await Settlements.mark(
        busy.filter { causes[$0] == cause }.map { ($0, now + .seconds(1)) }, cause: cause, program: program,
        in: connection)
      try await ConversionIntake.linkVisitors(
        of: linking.filter { causes[$0.id] == cause && !busy.contains($0.id) }, cause == .history, at: now,
        program: program, in: connection)
    }
    try await Crediting.settle(
      held.filter { !busy.contains($0.id) }
        .map { Crediting.Subject(conversion: $0, cause: causes[$0.id] ?? .recount) },
      at: now, program: program, in: connection)
    if due.isEmpty {
      let completed = try await Runs.completeCounting(at: now, program: program, in: connection)
      for run in completed {
        environment.log.info("attribution run is live", metadata: ["program": "\(program)", "run": "\(run)"])
      }
    }
    return due.count
  }
}
