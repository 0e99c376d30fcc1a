/// What the server, or libpq on the way to it, said when a statement or a connection failed.
package struct PostgresError: Error, Hashable, Sendable {
  /// What went wrong, by its code.
  package var sqlState: SQLState
  /// `ERROR`, `FATAL` or `PANIC`, never translated.
  package var severity: String
  /// What went wrong, in words.
  package var message: String
  /// More about it, where there is more. It may hold values of rows.
  package var detail: String?
  /// What may help.
  package var hint: String?
  /// The name of the constraint that was violated.
  package var constraint: String?
  /// The schema of the table at fault.
  package var schema: String?
  /// The table at fault.
  package var table: String?
  /// The column at fault.
  package var column: String?
  /// Where in the statement, in characters from 1.
  package var position: Int?
  /// The server's call stack: function, statement, COPY line.
  package var context: String?

  /// An error of one's own, where the server was not asked.
  package init(_ sqlState: SQLState, severity: String = "ERROR", message: String) {
    self.sqlState = sqlState
    self.severity = severity
    self.message = message
  }
}

extension PostgresError {
  /// Running the whole transaction again may succeed.
  package var isRetryable: Bool { sqlState.isRetryable }

  /// The connection is gone or was never made; another may work.
  package var isConnectionFailure: Bool {
    sqlState.class == "08" || sqlState == .adminShutdown || sqlState == .crashShutdown
      || sqlState == .cannotConnectNow
  }

  /// A row that breaks a constraint: class 23.
  package var isConstraintViolation: Bool { sqlState.class == "23" }

  /// A prepared statement outlived a change of its tables; preparing it anew helps.
  var isStalePlan: Bool { sqlState == .featureNotSupported && message.contains("cached plan") }
}

extension PostgresError: CustomStringConvertible {
  package var description: String {
    var text = "\(severity) \(sqlState): \(message)"
    if let detail { text += "; \(detail)" }
    if let hint { text += "; hint: \(hint)" }
    if let constraint { text += "; constraint \(constraint)" }
    if let context { text += "; \(context)" }
    return text
  }
}
