extension BlockingConnection {
  /// Runs a migration's file and records it: both or neither, unless the file asks for no transaction.
  func run(_ script: Migration.Script, record: SQL) throws {
    if script.runsOutsideTransaction {
      for statement in SQLStatements.split(script.text) {
        do throws(PostgresError) {
          try executeScript(SQL(unsafe: statement.text))
        } catch {
          throw MigrationError(script, error, offset: statement.offset)
        }
      }
      try execute(record)
      return
    }
    try transaction {
      do throws(PostgresError) {
        try executeScript(SQL(unsafe: script.text))
      } catch {
        throw MigrationError(script, error)
      }
      guard isInTransaction else {
        throw MigrationError(
          .failed, script.file, "it ends the transaction that it runs in; what it did before that stays")
      }
      try execute(record)
    }
  }
}

extension MigrationError {
  /// What the server said, with the line that it pointed at.
  init(_ script: Migration.Script, _ error: PostgresError, offset: Int = 0) {
    let line = error.position.map { position in
      1 + script.text.unicodeScalars.prefix(offset + position - 1).count { $0 == "\n" }
    }
    self.init(.failed, script.file, line: line, "\(error)", cause: error)
  }
}
