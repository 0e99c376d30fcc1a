/// What the server, or libpq on the way to it, said when a statement or a connection failed.
package struct PostgresError: Error, Hashable, Sendable {
  package var sqlState: SQLState
  /// `ERROR`, `FATAL` or `PANIC`, never translated.
  package var severity: String
  package var message: String
  package var detail: String?
  package var hint: String?
  /// The name of the constraint that was violated.
  package var constraint: String?
  package var schema: String?
  package var table: String?
  package var column: String?
  /// Where in the statement, in characters from 1.
  package var position: Int?
  /// The server's call stack: function, statement, COPY line.
  package var context: String?

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
