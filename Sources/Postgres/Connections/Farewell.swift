internal import CLibPQ
internal import Logging

/// Listens to a connection's notices, and keeps what the server says as it ends the session.
///
/// An error that arrives between two statements, or after the answer to one, libpq passes on as a notice. The next
/// statement then only finds that the connection is gone.
final class Farewell {
  /// The error that ended the session.
  var words: PostgresError?

  /// Takes what libpq would print to standard error.
  func hear(notice: OpaquePointer?) {
    guard let notice = unsafe PostgresError(result: notice) else { return }
    if notice.severity == "FATAL" || notice.severity == "PANIC" { words = notice }
    Logger(label: "postgres").log(level: notice.severity == "WARNING" ? .warning : .debug, "\(notice.message)")
  }
}
