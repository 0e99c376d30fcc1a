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

  /// Settles one batch of each program that has something due; how many conversions that were.
  package func settleDue() async throws -> Int {
    let now = environment.now()
    let programs = try await environment.database.withConnection { connection in
      try await Settlements.programs(at: now, in: connection)
    }
    var settled = 0
    for program in programs { settled += try await settleBatch(of: program, at: now) }
    return settled
  }

  /// Settles one batch of a program; how many conversions that were.
  func settleBatch(of program: Program.ID, at now: Timestamp) async throws -> Int {
    try await environment.database.transaction { connection in
      let due = try await Settlements.claim(limit: Self.batch, at: now, program: program, in: connection)
      let causes = Dictionary(due.map { ($0.conversion, $0.cause) }, uniquingKeysWith: { first, _ in first })
      let held = try await Conversions.hold(Array(causes.keys), program: program, in: connection)
      try await ConversionIntake.linkVisitors(
        of: held.filter { causes[$0.id] == .click }, at: now, program: program, in: connection)
      try await ConversionIntake.linkVisitors(
        of: held.filter { causes[$0.id] == .history }, true, at: now, program: program, in: connection)
      try await Crediting.settle(
        held.map { Crediting.Subject(conversion: $0, cause: causes[$0.id] ?? .recount) }, at: now, program: program,
        in: connection)
      if due.isEmpty {
        let completed = try await Runs.completeCounting(at: now, program: program, in: connection)
        for run in completed {
          environment.log.info("attribution run is live", metadata: ["program": "\(program)", "run": "\(run)"])
        }
      }
      return due.count
    }
  }
}
