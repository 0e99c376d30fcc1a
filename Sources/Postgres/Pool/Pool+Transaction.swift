extension Pool {
  /// Runs a closure in a transaction: COMMIT where it returns, ROLLBACK where it throws.
  ///
  /// After a serialization failure or a deadlock the whole closure runs again, so it must do nothing that cannot be
  /// done twice but for its statements. It never runs again when the answer to COMMIT was lost: that is
  /// ``SQLState/transactionResolutionUnknown``.
  /// - Parameters:
  ///   - isolation: how far the transaction sees others.
  ///   - retries: how often the closure may run again.
  @discardableResult
  package func transaction<Result>(
    isolation: Isolation = .readCommitted, retries: Int = 5, _ body: (Connection) async throws -> Result
  ) async throws -> Result {
    let pause = Backoff(first: .milliseconds(5), longest: .milliseconds(200))
    var failures = 0
    while true {
      do {
        return try await withConnection { connection in
          try await connection.transaction(isolation: isolation, body)
        }
      } catch let aborted as AbortedTransaction {
        failures += 1
        guard aborted.sqlState.isRetryable, failures <= retries else { throw aborted.error }
        try await Task.sleep(for: pause.delay(after: failures))
      }
    }
  }
}

/// An error with what the server had against the transaction, which the body may have hidden in an error of its own.
private struct AbortedTransaction: Error {
  let sqlState: SQLState
  let error: any Error
}

extension Connection {
  fileprivate nonisolated func transaction<Result>(
    isolation: Isolation, _ body: (Connection) async throws -> Result
  ) async throws -> Result {
    try await begin(isolation)
    let result: Result
    do {
      result = try await body(self)
    } catch {
      let abortedBy = await rollback()
      guard let abortedBy else { throw error }
      throw AbortedTransaction(sqlState: abortedBy, error: error)
    }
    do {
      try await commit()
    } catch  where error.isRetryable {
      throw AbortedTransaction(sqlState: error.sqlState, error: error)
    }
    return result
  }
}
