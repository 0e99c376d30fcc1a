import Foundation
import HTTPServer
import Logging
import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

/// The whole service, put together as in production, in this process: on a free port, a database of the test's own and
/// a data directory that goes when it stops. Every answer that it gives is held against its own OpenAPI document.
struct LiveService: Sendable {
  let port: Int
  let clock: ClickHouse.Clock
  let pool: Pool
  /// An admin key, as the first start writes one to admin.key.
  let adminKey: String
  let document: APIDocument
  /// What its router has.
  let routes: [String]

  /// Runs the service for as long as the closure takes, and stops it as a signal would.
  static func run<Result: Sendable>(
    configure: (inout Application.Settings) -> Void = { _ in }, _ body: (LiveService) async throws -> Result
  ) async throws -> Result {
    let database = TestDatabase.current
    let data = "\(FileManager.default.temporaryDirectory.path)/resonance-service-\(UInt64.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: data) }
    var log = Logger(label: "test")
    log.logLevel = .critical
    let key = APIKey.generated(for: .admin)
    try await database.pool.withConnection { connection in
      try await APIKeys.insert(key, program: nil, name: "admin.key", at: .now(), in: connection)
    }
    let clock = ClickHouse.Clock()
    var settings = Application.Settings(databaseURL: database.url, dataDirectory: data, server: .init(port: 0))
    configure(&settings)
    let application = try Application(settings, log: log, now: { clock.now })

    let (addresses, announcer) = AsyncStream.makeStream(of: String.self)
    let running = Task {
      defer { announcer.finish() }
      try await application.run(heedsSignals: false) { announcer.yield($0) }
    }
    guard let address = await addresses.first(where: { _ in true }),
      let port = address.split(separator: ":").last.flatMap({ Int($0) })
    else {
      try await running.value
      throw HTTPWire.Broken("the service ended before it listened")
    }
    let outcome: Swift.Result<Result, any Error>
    do {
      let document = try JSON(parsing: try await HTTPWire.ask("GET", "/openapi.json", port: port).body)
      let service = LiveService(
        port: port, clock: clock, pool: database.pool, adminKey: key.text, document: APIDocument(document),
        routes: application.router.routes.map { "\($0.method) \($0.pattern)" })
      outcome = .success(try await body(service))
    } catch {
      outcome = .failure(error)
    }
    running.cancel()
    try await running.value
    return try outcome.get()
  }

  /// Asks, and holds the answer against the document.
  func ask(
    _ method: String, _ target: String, key: String? = nil, body: [UInt8]? = nil, fields: [(String, String)] = [],
    at location: SourceLocation = #_sourceLocation
  ) async throws -> HTTPAnswer {
    var fields = fields
    if let key { fields.append(("Authorization", "Bearer \(key)")) }
    if body != nil, !fields.contains(where: { $0.0 == "Content-Type" }) {
      fields.append(("Content-Type", "application/json"))
    }
    let answer = try await HTTPWire.ask(method, target, port: port, fields: fields, body: body)
    let violations = document.violations(method, target, answer)
    #expect(violations.isEmpty, "\(method) \(target.prefix(200)) \(answer.status)", sourceLocation: location)
    return answer
  }

  /// Asks with a body of JSON, as text.
  func ask(
    _ method: String, _ target: String, key: String?, json: String, at location: SourceLocation = #_sourceLocation
  ) async throws -> HTTPAnswer {
    try await ask(method, target, key: key, body: Array(json.utf8), at: location)
  }

  /// Waits until something has become so; for what the service does on its own a moment later.
  func eventually(
    _ what: Comment, at location: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
  ) async throws {
    let isSo = try await TestSupport.eventually(condition)
    #expect(isSo, what, sourceLocation: location)
  }

  /// Everything that the database holds, table by table, as one number each: equal exactly where nothing has changed.
  func contents() async throws -> [String: String] {
    try await pool.withConnection { connection in
      let tables = try await connection.query(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^clicks_' ORDER BY 1"
      ).map { try $0.decode("tablename", as: String.self) }
      var contents: [String: String] = [:]
      for table in tables {
        contents[table] = try await connection.query(
          "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') AS sum FROM \(identifier: table) t"
        ).only.decode("sum")
      }
      return contents
    }
  }
}

extension HTTPAnswer {
  /// The body as JSON; null where it is none.
  var json: JSON { (try? JSON(parsing: body)) ?? .null }

  /// The `field` of a problem.
  var field: String? { json["field"]?.text }
}

extension JSON {
  var text: String? { if case .string(let text) = self { text } else { nil } }
  var whole: Int64? { if case .integer(let number) = self { number } else { nil } }
  var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }
  var members: [Member] { if case .object(let members) = self { members } else { [] } }
}
