import Logging
import Postgres
import Records
import Referrals
import ServiceLifecycle

/// Keeps fresh what some reports read: one program after the other, so that all of it takes one core at the most.
package struct SummaryWorker: Service {
  private let environment: Environment

  /// A worker; of several, in one process or in many, each leaves alone what another is at.
  package init(environment: Environment) { self.environment = environment }

  package func run() async throws {
    while !Task.isCancelled && !Task.isShuttingDownGracefully {
      do {
        try await refreshDue()
      } catch is CancellationError {
        return
      } catch {
        environment.log.warning("summaries wait for the database", metadata: ["error": "\(error)"])
      }
      try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(5)) }
    }
  }

  /// Works out the summaries of each program whose turn it is; of how many.
  @discardableResult
  package func refreshDue() async throws -> Int {
    let now = environment.now()
    let programs = try await environment.database.withConnection { try await Summaries.due(at: now, in: $0) }
    var refreshed = 0
    for program in programs where !Task.isCancelled && !Task.isShuttingDownGracefully {
      do {
        let isDone = try await Summarizing.refresh(
          program, at: environment.now(), waits: false, in: environment.database)
        refreshed += isDone ? 1 : 0
      } catch  where Trouble.isOfData(error) {
        // It is its own trouble, and comes first again the next time.
        environment.log.error(
          "summaries cannot be worked out",
          metadata: ["program": "\(program)", "error": "\(Trouble.code(of: error))"])
      }
    }
    return refreshed
  }
}
