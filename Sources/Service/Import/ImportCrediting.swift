import Postgres
import Records
import Referrals

/// Credits anew what an import may have changed the credit of, without a word to endpoints.
struct ImportCrediting {
  let program: Program.ID
  let environment: Environment

  /// Marks what happened since a time and settles it; a service that runs beside takes part. Conversions that were just
  /// imported were credited with what was known at each moment; where some of them brought edges of the social graph,
  /// what can be seen along these is credited in the end, in whatever order all came.
  /// - Parameters:
  ///   - start: from when on; nil where nothing is to be credited anew.
  ///   - began: when the import began.
  ///   - brings: whether it brought conversions, which may bring edges.
  func run(since start: Timestamp?, hasBegun began: Timestamp, brings: Bool, _ tell: (Int) -> Void) async throws {
    if let start { try await mark(since: start) }
    guard start != nil || brings else { return }
    try await settle(tell)
    let edges = try await environment.database.withConnection { connection -> Timestamp? in
      guard try await History.hasShares(program: program, in: connection) else { return nil }
      return try await History.earliestReferral(recordedSince: began, program: program, in: connection)
    }
    guard let edges else { return }
    try await mark(since: edges)
    try await settle(tell)
  }

  private func mark(since start: Timestamp) async throws {
    try await environment.database.transaction { connection in
      try await Settlements.markHistory(since: start, at: environment.now(), program: program, in: connection)
    }
  }

  /// Settles what is due at this moment, and not what comes due meanwhile.
  private func settle(_ tell: (Int) -> Void) async throws {
    let worker = SettlementWorker(environment: environment)
    let moment = environment.now()
    var left = try await count(at: moment)
    while left > 0 {
      tell(left)
      let settled = try await worker.settleBatch(of: program, at: moment)
      left -= settled
      guard settled == 0 || left <= 0 else { continue }
      // What is left is in the hands of another worker.
      left = try await count(at: moment)
      if settled == 0, left > 0 { try await Task.sleep(for: .milliseconds(50)) }
    }
    tell(0)
  }

  private func count(at moment: Timestamp) async throws -> Int {
    try await environment.database.withConnection { connection in
      try await Settlements.count(at: moment, program: program, in: connection)
    }
  }
}
