import Foundation
import Postgres
import TestSupport
import Testing

/// A database and a data directory, with programs whose payments Stripe tells of.
struct WebhookScene: Sendable {
  /// A program with an advocate whose link was clicked, and a source.
  struct Company: Sendable {
    let id: String
    let key: String
    let source: String
    let click: String
  }

  static let secret = "whsec_of_the_fault_tests"

  let database: String
  let data: String
  let pool: Pool

  /// Runs a test with a scene, and takes it away afterwards.
  static func run(database: String, _ body: (WebhookScene) async throws -> Void) async throws {
    let scene = WebhookScene(
      database: database, data: "/tmp/resonance-hooks-\(UInt64.random(in: 0 ... .max))",
      pool: Pool(.init(url: database, size: 2, maximumWait: .seconds(180), applicationName: "fault tests")))
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body(scene)) } catch { outcome = .failure(error) }
    await scene.pool.close()
    try? FileManager.default.removeItem(atPath: scene.data)
    try? FileManager.default.removeItem(atPath: scene.data + ".errors")
    try outcome.get()
  }

  /// Starts the service.
  func start() async throws -> ServiceProcess { try await ServiceProcess.start(database: database, data: data) }

  /// Founds a company, through a service that runs.
  func found(_ name: String, _ service: ServiceProcess) async throws -> Company {
    let admin = try String(contentsOfFile: data + "/admin.key", encoding: .utf8).trimmingCharacters(in: .newlines)
    func make(_ path: String, _ json: String, key: String) async throws -> HTTPAnswer {
      let answer = try await HTTPWire.ask(
        "POST", path, port: service.port, fields: [("Authorization", "Bearer \(key)")], body: Array(json.utf8))
      #expect(answer.status == 201, "\(answer.text)")
      return answer
    }
    let made = try await make(
      "/v1/programs",
      #"{"name":"\#(name)","currency":"EUR","destination":"https://tea.example/","attribution":{"model":"linear"}}"#,
      key: admin)
    let key = try Self.member("api_key", of: made)
    let advocate = try await make("/v1/advocates", #"{"external_id":"ada"}"#, key: key)
    let code = name.lowercased() + "-tea"
    _ = try await make(
      "/v1/links", #"{"advocate_id":"\#(try Self.member("id", of: advocate))","code":"\#(code)"}"#, key: key)
    let source = try await make("/v1/sources", #"{"provider":"stripe","secret":"\#(Self.secret)"}"#, key: key)
    let agent = ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    let visit = try await HTTPWire.ask("GET", "/r/\(code)", port: service.port, fields: [agent])
    return Company(
      id: try Self.member("id", of: made), key: key, source: "/hooks/\(try Self.member("id", of: source))",
      click: try #require(visit.click))
  }

  /// Lets a company's conversions and their reversals be told to a sink.
  func tell(_ sink: EventSink, of company: Company, _ service: ServiceProcess) async throws {
    let answer = try await HTTPWire.ask(
      "POST", "/v1/endpoints", port: service.port, fields: [("Authorization", "Bearer \(company.key)")],
      body: Array(
        #"{"url":"http://127.0.0.1:\#(sink.port)/events","events":["conversion.created","conversion.reversed"]}"#.utf8))
    #expect(answer.status == 201, "\(answer.text)")
  }

  /// The ids of the events of a company that are to be sent, as they are sent.
  func outbox(of company: Company) async throws -> Set<String> {
    Set(
      try await pool.query(
        "SELECT 'msg_' || id AS message FROM outbox WHERE program_id = \(company.id)::text::uuid"
      ).map { try $0.decode("message", as: String.self) })
  }

  /// How many conversions and reversals a company has.
  func changes(of company: Company) async throws -> Int {
    try await pool.query(
      """
      SELECT (SELECT count(*) FROM conversions WHERE program_id = \(company.id)::text::uuid)
        + (SELECT count(*) FROM reversals WHERE program_id = \(company.id)::text::uuid) AS changes
      """)[0].decode("changes")
  }

  private static func member(_ name: String, of answer: HTTPAnswer) throws -> String {
    let object = try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
    return try #require(object[name] as? String)
  }

  /// What the ledger of a company says of each conversion, by the kind of credit.
  func ledger(of company: Company) async throws -> [String: [String: Int64]] {
    let rows = try await pool.query(
      """
      SELECT c.external_id AS conversion, l.kind, sum(l.amount)::bigint AS amount FROM conversions c
      LEFT JOIN ledger l ON l.program_id = c.program_id AND l.conversion_id = c.id
      WHERE c.program_id = \(company.id)::text::uuid GROUP BY 1, 2 HAVING sum(l.amount) <> 0 OR l.kind IS NULL
      """)
    var ledger: [String: [String: Int64]] = [:]
    for row in rows {
      ledger[try row.decode("conversion"), default: [:]][try row.decode("kind", as: String?.self) ?? "none"] =
        try row.decode("amount", as: Int64?.self) ?? 0
    }
    return ledger
  }

  /// How many deliveries of a company are in each state.
  func states(of company: Company) async throws -> [String: Int] {
    let rows = try await pool.query(
      """
      SELECT status, count(*) AS number FROM inbox_states
      WHERE program_id = \(company.id)::text::uuid GROUP BY status
      """)
    return Dictionary(
      uniqueKeysWithValues: try rows.map { (try $0.decode("status", as: String.self), try $0.decode("number")) })
  }

  /// Waits until so many deliveries of a company have had their effect.
  func applied(_ count: Int, of company: Company) async throws {
    let isDone = try await eventually {
      guard try await states(of: company) == ["applied": count] else { return false }
      return try await pool.query("SELECT FROM settlements_due").isEmpty
    }
    let found = try await states(of: company)
    #expect(isDone, "\(found) of \(count)")
  }
}
