/// How far a transaction sees others (PostgreSQL documentation, "Transaction Isolation").
package enum Isolation: String, Sendable {
  case readCommitted = "READ COMMITTED"
  case repeatableRead = "REPEATABLE READ"
  case serializable = "SERIALIZABLE"
}

extension BlockingConnection {
  /// Runs statements in a transaction: COMMIT where the body returns, ROLLBACK where it throws. Doesn't retry.
  @discardableResult
  package func transaction<Result>(
    isolation: Isolation = .readCommitted, _ body: () throws -> Result
  ) throws -> Result {
    try begin(isolation)
    let result: Result
    do {
      result = try body()
    } catch {
      rollback()
      throw error
    }
    try commit()
    return result
  }

  func begin(_ isolation: Isolation) throws(PostgresError) {
    abortedBy = nil
    try executeScript("BEGIN ISOLATION LEVEL \(unsafe: isolation.rawValue)")
  }

  /// Commits. A connection that is lost before the answer is ``SQLState/transactionResolutionUnknown``.
  func commit() throws(PostgresError) {
    // The server answers COMMIT in a failed transaction with ROLLBACK and no error.
    if isFailed {
      rollback()
      throw PostgresError(
        .failedTransaction,
        message: "the transaction was rolled back: a statement in it had failed with \(abortedBy ?? .internalError)")
    }
    do throws(PostgresError) {
      try executeScript("COMMIT")
    } catch {
      guard !isUsable else { throw error }
      var unknown = error
      unknown.sqlState = .transactionResolutionUnknown
      unknown.detail = "the connection was lost at COMMIT (\(error.sqlState)): it may have happened or not"
      throw unknown
    }
  }

  /// Rolls back; a connection on which that fails is left as not idle, and is of no more use.
  func rollback() {
    guard isUsable else { return }
    _ = try? executeScript("ROLLBACK")
  }
}
