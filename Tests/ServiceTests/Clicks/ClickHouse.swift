import Foundation
import HTTPServer
import HTTPTypes
import Logging
import Postgres
import Records
import Referrals
import Synchronization
import TestSupport

@testable import Service

/// A service that answers links and nothing else, on a free port, for the time of a test.
struct ClickHouse: Sendable {
  let pool: Pool
  let directory: LinkDirectory
  let recorder: ClickRecorder
  let salts: DailySalts
  let redirect: Redirect
  let keeper: PartitionKeeper
  let port: Int
  let clock: Clock

  /// A clock that the test moves.
  final class Clock: Sendable {
    private let state = Mutex((offset: Duration.zero, stoppedAt: Timestamp?.none))

    var now: Timestamp { state.withLock { ($0.stoppedAt ?? .now()) + $0.offset } }
    func advance(by duration: Duration) { state.withLock { $0.offset += duration } }
    /// From now on only the test moves it: what is counted by the minute does not hang on how fast the machine is.
    func stop() { state.withLock { $0.stoppedAt = .now() } }
  }

  /// Runs a house on a database, and stops it gracefully, or as if the process had been killed.
  static func open<Result: Sendable>(
    url: String = TestDatabase.current.url, pool: Pool = TestDatabase.current.pool, spill: String? = nil,
    clock: Clock = Clock(), settings: Redirect.Settings = Redirect.Settings(),
    configure: (inout ClickRecorder.Configuration) -> Void = { _ in }, isListening: Bool = false,
    isStarting: Bool = true,
    _ body: (ClickHouse) async throws -> Result
  ) async throws -> Result {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let spillDirectory = spill ?? Self.newDirectory()
    var configuration = ClickRecorder.Configuration(url: url, spillDirectory: spillDirectory)
    configuration.dedupeWindow = settings.dedupeWindow
    configure(&configuration)
    let directory = LinkDirectory(pool: pool, url: url, logger: logger)
    let recorder = try ClickRecorder(configuration, logger: logger)
    let salts = DailySalts(pool: pool, logger: logger)
    let redirect = Redirect(
      directory: directory, recorder: recorder, salts: salts, settings: settings, now: { clock.now })
    let keeper = PartitionKeeper(pool: pool, salts: salts, now: { clock.now }, logger: logger)
    if isStarting {
      try await keeper.keep()
      try await directory.load()
      try await redirect.prime(from: pool)
    }
    var router = Router()
    router.on(.get, Redirect.pattern) { try await redirect.handle($0) }
    let server = Server(configuration: .init(port: 0), router: router, logger: logger)
    let serving = Task { try await server.run() }
    let recording = Task { try await recorder.run() }
    let listening = isListening ? Task { try await directory.run() } : nil
    let port = try await server.boundPort
    let house = ClickHouse(
      pool: pool, directory: directory, recorder: recorder, salts: salts, redirect: redirect, keeper: keeper,
      port: port, clock: clock)
    let outcome: Swift.Result<Result, any Error>
    do { outcome = .success(try await body(house)) } catch { outcome = .failure(error) }
    serving.cancel()
    _ = await serving.result
    recording.cancel()
    _ = await recording.result
    listening?.cancel()
    _ = await listening?.result
    if spill == nil { try? FileManager.default.removeItem(atPath: spillDirectory) }
    return try outcome.get()
  }

  static func newDirectory() -> String {
    "\(FileManager.default.temporaryDirectory.path)/resonance-clicks-\(UInt64.random(in: 0 ... .max))"
  }

  /// Asks for a path.
  func visit(
    _ path: String, method: String = "GET", agent: String? = Visit.firefox, visitor: String? = nil,
    fields: [(String, String)] = []
  ) async throws -> Visit {
    try await Visit.to(path, port: port, method: method, agent: agent, visitor: visitor, fields: fields)
  }
}

/// Ada, who shares a link of a program.
struct Ada: Sendable {
  let program: Program.ID
  let advocate: Advocate.ID

  /// Makes the program, and Ada in it.
  init(_ pool: Pool, destination: String = "https://shop.example/welcome") async throws {
    let now = Timestamp.now()
    program = .timeOrdered(at: now)
    advocate = .timeOrdered(at: now)
    let person = Person.ID.timeOrdered(at: now)
    try await pool.execute(
      """
      INSERT INTO programs VALUES (\(program), 'Tea', 'EUR', \(destination), 'linear', 90, 7, 0.4, 0.4, 0, 2, 0.25, 0.5,
        \(now))
      """)
    try await pool.execute(
      "INSERT INTO people (program_id, id, external_id, created_at) VALUES (\(program), \(person), 'ada', \(now))")
    try await pool.execute(
      """
      INSERT INTO advocates (program_id, id, person_id, created_at)
      VALUES (\(program), \(advocate), \(person), \(now))
      """)
  }

  /// Gives Ada a link; nobody is told.
  @discardableResult
  func link(
    _ code: String, to destination: String? = nil, host: String = "", disabledAt: Timestamp? = nil,
    expiresAt: Timestamp? = nil, in pool: Pool
  ) async throws -> Link.ID {
    let now = Timestamp.now()
    let id = Link.ID.timeOrdered(at: now)
    let key = LinkCode.key(for: code)
    try await pool.execute("INSERT INTO link_codes VALUES (\(host), \(key), \(program), \(id))")
    try await pool.execute(
      """
      INSERT INTO links (program_id, id, advocate_id, host, code, code_key, destination, is_primary, disabled_at,
        expires_at, created_at)
      VALUES (\(program), \(id), \(advocate), \(host), \(code), \(key), \(destination), false, \(disabledAt),
        \(expiresAt), \(now))
      """)
    return id
  }

  /// How many clicks of each outcome there are.
  func outcomes(in pool: Pool) async throws -> [String: Int] {
    var outcomes: [String: Int] = [:]
    for row in try await pool.query(
      "SELECT outcome, count(*) AS count FROM clicks WHERE program_id = \(program) GROUP BY outcome")
    {
      outcomes[try row.decode("outcome")] = try row.decode("count")
    }
    return outcomes
  }

  /// Whether the rollups say what the rows say: by link and by program, in each quarter of an hour.
  func rollupsAgree(in pool: Pool) async throws -> Bool {
    let rows = try await pool.query(
      """
      WITH rows AS (
        SELECT date_bin('15 minutes', occurred_at, '2000-01-01 00:00:00+00'::timestamptz) AS slice, link_id,
          count(*) FILTER (WHERE outcome = 'person') AS people, count(*) FILTER (WHERE outcome = 'repeat') AS repeats,
          count(*) FILTER (WHERE outcome NOT IN ('person', 'repeat')) AS bots
        FROM clicks WHERE program_id = \(program) GROUP BY 1, 2
      ), counts AS (
        SELECT slice, link_id, sum(people)::bigint AS people, sum(repeats)::bigint AS repeats, sum(bots)::bigint AS bots
        FROM click_counts WHERE program_id = \(program) GROUP BY 1, 2
      ), sums AS (
        SELECT slice, sum(people)::bigint AS people, sum(repeats)::bigint AS repeats, sum(bots)::bigint AS bots
        FROM rows GROUP BY 1
      ), totals AS (
        SELECT slice, sum(people)::bigint AS people, sum(repeats)::bigint AS repeats, sum(bots)::bigint AS bots
        FROM program_click_counts WHERE program_id = \(program) GROUP BY 1
      )
      SELECT NOT EXISTS (TABLE rows EXCEPT TABLE counts) AND NOT EXISTS (TABLE counts EXCEPT TABLE rows)
        AND NOT EXISTS (TABLE sums EXCEPT TABLE totals) AND NOT EXISTS (TABLE totals EXCEPT TABLE sums) AS agree
      """)
    return try rows[0].decode("agree")
  }
}
