internal import CLibPQ

extension BlockingConnection {
  /// Runs one statement. Its text is prepared on first use and stays prepared, up to the size of the cache.
  @discardableResult
  package func execute(_ sql: SQL) throws(PostgresError) -> Rows {
    let parameters = PostgresParameters(sql)
    let key = StatementCache.Key(text: sql.text, types: parameters.types)
    do throws(PostgresError) {
      return try executeCached(key, parameters)
    } catch {
      guard error.isStalePlan, let name = statements.remove(key) else { throw error }
      // Inside a transaction all is lost until ROLLBACK, so the statement is prepared anew on the next attempt.
      guard isIdle else { throw error }
      try executeScript("DEALLOCATE \(unsafe: name)")
      return try executeCached(key, parameters)
    }
  }

  private func executeCached(_ key: StatementCache.Key, _ parameters: PostgresParameters) throws(PostgresError) -> Rows
  {
    if let statement = statements[key] {
      let rows = try executePrepared(statement.name, parameters, shape: statement.shape)
      if statement.shape == nil { statements.learn(rows.result.shape, for: key) }
      return rows
    }
    let name = statements.nextName()
    try prepare(name, key.text, types: key.types)
    for evicted in statements.insert(name, for: key) where !isFailed {
      try executeScript("DEALLOCATE \(unsafe: evicted)")
    }
    let rows = try executePrepared(name, parameters, shape: nil)
    statements.learn(rows.result.shape, for: key)
    return rows
  }

  /// Prepares a statement under a name, for ``executePrepared(_:_:)``.
  /// - Parameters:
  ///   - sql: the statement with `$1`, `$2`, … written in it, and no bound parameters.
  ///   - types: the parameters' types; where the list is short, the server infers the rest.
  package func prepare(_ name: String, _ sql: SQL, types: [PostgresType]) throws(PostgresError) {
    try prepare(name, sql.textWithoutParameters(), types: types.map(\.oid))
  }

  func prepare(_ name: String, _ text: String, types: [UInt32]) throws(PostgresError) {
    let isSent = unsafe types.withUnsafeBufferPointer { types in
      unsafe PQsendPrepare(pointer, name, text, Int32(types.count), types.baseAddress)
    }
    unsafe PQclear(try accept(answer(isSent)))
  }

  /// Runs a statement that was prepared under a name.
  @discardableResult
  package func executePrepared(_ name: String, _ parameters: PostgresParameters) throws(PostgresError) -> Rows {
    try executePrepared(name, parameters, shape: nil)
  }

  private func executePrepared(
    _ name: String, _ parameters: PostgresParameters, shape: ResultShape?
  ) throws(PostgresError) -> Rows {
    let isSent = unsafe parameters.withPointers { values, lengths, formats in
      unsafe PQsendQueryPrepared(pointer, name, Int32(parameters.count), values, lengths, formats, 1)
    }
    return try unsafe Rows(owning: accept(answer(isSent)), shape: shape)
  }

  /// Runs statements without parameters, one or several separated by semicolons, in one round trip. Several run as
  /// one transaction unless the text has its own. Rows are not returned.
  /// - Returns: how many rows the last statement inserted, updated, deleted or selected.
  @discardableResult
  package func executeScript(_ sql: SQL) throws(PostgresError) -> Int {
    try unsafe Rows(owning: accept(send(sql.textWithoutParameters()))).affected
  }

  /// Sends text by the simple protocol and waits for its answer.
  func send(_ text: String) -> OpaquePointer? { unsafe answer(PQsendQuery(pointer, text)) }

  /// Waits for the results of what was sent: the first error if there is one, else the last result; a COPY that
  /// begins is the end.
  ///
  /// `PQexec` would return the last error, which for a session that the server ends is that the connection is gone,
  /// and not why.
  func answer(_ isSent: Int32) -> OpaquePointer? {
    guard isSent == 1 else {
      // What the server said before it hung up may be received, but not read yet.
      if !isUsable { unsafe PQclear(PQgetResult(pointer)) }
      return nil
    }
    var answer: OpaquePointer?
    var hasFailed = false
    while let result = unsafe PQgetResult(pointer) {
      if hasFailed {
        unsafe PQclear(result)
        continue
      }
      unsafe PQclear(answer)
      unsafe answer = result
      let status = unsafe PQresultStatus(result)
      hasFailed = status == PGRES_FATAL_ERROR
      if status == PGRES_COPY_IN || status == PGRES_COPY_OUT { break }
    }
    return unsafe answer
  }

  /// Whether an open transaction has failed, so that nothing but ROLLBACK will do.
  package var isFailed: Bool { unsafe PQtransactionStatus(pointer) == PQTRANS_INERROR }

  /// Whether a transaction is open in which statements can run.
  package var isInTransaction: Bool { unsafe PQtransactionStatus(pointer) == PQTRANS_INTRANS }

  /// Takes over a result that must be a success; releases it and throws its error otherwise.
  func accept(_ result: OpaquePointer?, expecting copy: ExecStatusType? = nil) throws(PostgresError) -> OpaquePointer {
    let status = unsafe PQresultStatus(result)
    if let result = unsafe result {
      if copy == nil && (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY) {
        return unsafe result
      }
      if copy == status { return unsafe result }
    }
    defer { unsafe PQclear(result) }
    if status == PGRES_COPY_IN || status == PGRES_COPY_OUT {
      // The connection is in the middle of a COPY that nobody is going to feed or read.
      if status == PGRES_COPY_IN { abandonCopyIn() } else { abandonCopyOut() }
      throw PostgresError(.featureNotSupported, message: "COPY runs through copyIn and copyOut")
    }
    if status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE && copy != nil {
      throw PostgresError(.syntaxError, message: "the statement is not a COPY in this direction")
    }
    let error = unsafe error(of: result)
    if isFailed, abortedBy == nil { abortedBy = error.sqlState }
    throw error
  }
}
