extension Pool {
  /// Runs one statement on any connection and returns its rows.
  @discardableResult
  package func query(_ sql: SQL) async throws -> Rows {
    try await withConnection { try await $0.query(sql) }
  }

  /// Runs one statement on any connection and returns how many rows it inserted, updated, deleted or selected.
  @discardableResult
  package func execute(_ sql: SQL) async throws -> Int {
    try await withConnection { try await $0.execute(sql) }
  }

  /// Lends a connection for the length of a closure, which must not keep it. A connection that comes back broken, or
  /// with a transaction open, is replaced.
  @discardableResult
  package func withConnection<Result>(_ body: (Connection) async throws -> Result) async throws -> Result {
    let connection = try await lease()
    defer { release(connection) }
    return try await body(connection)
  }
}
