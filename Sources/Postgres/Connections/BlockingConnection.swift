internal import CLibPQ
internal import Glibc
internal import Logging

/// A connection whose calls block: for a thread of its own, never for a task.
///
/// It is not `Sendable`: one thread makes it, uses it and lets it go. Closing is letting go. Tasks use ``Connection``.
@safe
package final class BlockingConnection {
  let pointer: OpaquePointer
  private let timeout: Duration
  /// Statements prepared by ``execute(_:)``, by their text.
  var statements: StatementCache
  /// Whether the COPY that is being read has come to its end, which libpq says once.
  var isCopyRead = false
  /// What the server said as it ended the session, where libpq has not made it a statement's error.
  private let farewell: Farewell
  /// What aborted the transaction that is open now.
  package internal(set) var abortedBy: SQLState?

  /// Connects.
  /// - Parameters:
  ///   - url: a URL or `keyword=value` pairs, as libpq takes them. What it says overrides the defaults here: times
  ///     in UTC, keepalive probes after 30 s.
  ///   - timeout: how long connecting may take in all. Resolving a host name is not interrupted.
  ///   - applicationName: what `pg_stat_activity` shows, unless the URL says.
  ///   - statementCacheSize: how many statements stay prepared.
  /// - Throws: the server's own message and SQLSTATE where it refused; ``SQLState/cannotConnect`` otherwise.
  package init(
    _ url: String, timeout: Duration = .seconds(5), applicationName: String = "resonance", statementCacheSize: Int = 256
  ) throws(PostgresError) {
    let settings: [(String, String)] = [
      ("fallback_application_name", applicationName), ("options", "-c TimeZone=UTC"), ("keepalives_idle", "30"),
      ("keepalives_interval", "10"), ("keepalives_count", "3"), ("dbname", url), ("client_encoding", "UTF8"),
    ]
    let started: OpaquePointer? = unsafe Self.withCStrings(settings.map(\.0)) { keywords in
      unsafe Self.withCStrings(settings.map(\.1)) { values in unsafe PQconnectStartParams(keywords, values, 1) }
    }
    guard let started = unsafe started else { throw unsafe PostgresError(connecting: nil) }
    let farewell = Farewell()
    unsafe PQsetNoticeReceiver(
      started,
      { farewell, notice in
        unsafe Unmanaged<Farewell>.fromOpaque(farewell!).takeUnretainedValue().hear(notice: notice)
      }, Unmanaged.passUnretained(farewell).toOpaque())
    // Until the end, errors come with their SQLSTATE, which libpq keeps nowhere else.
    unsafe PQsetErrorVerbosity(started, PQERRORS_VERBOSE)
    do throws(PostgresError) {
      try unsafe Self.finishConnecting(started, timeout: timeout, PQconnectPoll)
    } catch {
      withExtendedLifetime(farewell) { unsafe PQfinish(started) }
      throw error
    }
    unsafe PQsetErrorVerbosity(started, PQERRORS_DEFAULT)
    unsafe pointer = started
    self.farewell = farewell
    self.timeout = timeout
    statements = StatementCache(capacity: statementCacheSize)
  }

  deinit { unsafe PQfinish(pointer) }

  /// Whether statements can still be sent. A connection that the server dropped while idle shows it on the next use.
  package var isUsable: Bool { unsafe PQstatus(pointer) == CONNECTION_OK }

  /// Whether no transaction is open and the connection works.
  package var isIdle: Bool { unsafe isUsable && PQtransactionStatus(pointer) == PQTRANS_IDLE }

  /// The server process that serves this connection.
  package var backendPID: Int32 { unsafe PQbackendPID(pointer) }

  /// The server's version as `server_version_num` gives it: 150020 is 15.20.
  package var serverVersion: Int { unsafe Int(PQserverVersion(pointer)) }

  /// The descriptor, for `poll`.
  var socket: Int32 { unsafe PQsocket(pointer) }

  /// Drops the session and connects anew with the same settings and timeout; prepared statements are gone. Where it
  /// fails, the connection is not usable and can be reset again.
  package func reset() throws(PostgresError) {
    statements.removeAll()
    abortedBy = nil
    farewell.words = nil
    unsafe PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
    defer { unsafe PQsetErrorVerbosity(pointer, PQERRORS_DEFAULT) }
    guard unsafe PQresetStart(pointer) == 1 else { throw unsafe PostgresError(connecting: pointer) }
    try unsafe Self.finishConnecting(pointer, timeout: timeout, PQresetPoll)
  }

  /// The error that a result carries. Where libpq only knows that the connection is gone: why, as the server put it.
  func error(of result: OpaquePointer?) -> PostgresError {
    let error = unsafe PostgresError(result: result, connection: pointer)
    guard !isUsable, error.sqlState == .connectionFailure else { return error }
    return farewell.words ?? error
  }
}

extension BlockingConnection {
  /// Drives a started connection until it stands, fails or the time is up.
  private static func finishConnecting(
    _ connection: OpaquePointer, timeout: Duration, _ advance: (OpaquePointer?) -> PostgresPollingStatusType
  ) throws(PostgresError) {
    let deadline = ContinuousClock.now + timeout
    var next = PGRES_POLLING_WRITING
    while true {
      if unsafe PQstatus(connection) == CONNECTION_BAD { throw unsafe PostgresError(connecting: connection) }
      var descriptor = unsafe pollfd(
        fd: PQsocket(connection), events: Int16(next == PGRES_POLLING_READING ? POLLIN : POLLOUT), revents: 0)
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else {
        throw PostgresError(.cannotConnect, severity: "FATAL", message: "no connection within \(timeout)")
      }
      let ready = unsafe poll(&descriptor, 1, Int32(min(left.rounded(.up), 1_000_000)))
      if ready == 0 || (ready < 0 && errno == EINTR) { continue }
      next = unsafe advance(connection)
      switch next {
      case PGRES_POLLING_OK: return
      case PGRES_POLLING_FAILED: throw unsafe PostgresError(connecting: connection)
      default: continue
      }
    }
  }

  /// Lends strings as the array of C strings, closed by nil, that libpq takes.
  static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
  ) -> Result {
    var offsets: [Int] = []
    var bytes: [CChar] = []
    for string in strings {
      offsets.append(bytes.count)
      bytes += string.utf8.map { CChar(bitPattern: $0) } + [0]
    }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      var pointers: [UnsafePointer<CChar>?] = unsafe offsets.map { unsafe bytes.baseAddress! + $0 }
      unsafe pointers.append(nil)
      return unsafe pointers.withUnsafeBufferPointer { pointers in unsafe body(pointers.baseAddress!) }
    }
  }
}
