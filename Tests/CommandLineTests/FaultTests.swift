import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Nothing that was answered is lost", .serialized)
struct FaultTests {
  /// A program with one link in a database, to be clicked by the thousand.
  private struct Scene {
    let database: String
    let data: String
    let pool: Pool
    let link: String
    let key: String

    /// Makes the program through a service that runs for the moment.
    static func make(database: String) async throws -> Scene {
      let data = "/tmp/resonance-faults-\(UInt64.random(in: 0 ... .max))"
      let service = try await ServiceProcess.start(database: database, data: data)
      let admin = try String(contentsOfFile: data + "/admin.key", encoding: .utf8).trimmingCharacters(in: .newlines)
      let made = try await service.post(
        "/v1/programs", #"{"name":"Tea","currency":"EUR","destination":"https://tea.example/"}"#, key: admin)
      let key = try member("api_key", of: made)
      let advocate = try await service.post("/v1/advocates", #"{"external_id":"ada"}"#, key: key)
      let link = try await service.post(
        "/v1/links", #"{"advocate_id":"\#(try member("id", of: advocate))","code":"tea-time"}"#, key: key)
      #expect(link.status == 201)
      #expect(await service.stop() == 0)
      return Scene(
        database: database, data: data,
        pool: Pool(.init(url: database, size: 2, maximumWait: .seconds(180), applicationName: "fault tests")),
        link: "/r/tea-time", key: key)
    }

    static func member(_ name: String, of answer: HTTPAnswer) throws -> String {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
      return try #require(object[name] as? String)
    }

    func start() async throws -> ServiceProcess { try await ServiceProcess.start(database: database, data: data) }

    /// Holds what was answered against what is stored, once nothing waits in the spill any more.
    func expectKept(_ tally: ClickLoad.Tally, at location: SourceLocation = #_sourceLocation) async throws {
      #expect(Set(tally.clicks).count == tally.clicks.count, sourceLocation: location)
      var missing = tally.clicks.count
      _ = try await eventually {
        let rows = try await pool.query(
          """
          SELECT count(*) AS missing FROM unnest(\(tally.clicks)::text[]) AS answered (id)
          WHERE NOT EXISTS (SELECT FROM clicks c WHERE c.id = answered.id::uuid)
          """)
        missing = try rows[0].decode("missing")
        return missing == 0
      }
      #expect(missing == 0, "of \(tally.clicks.count) clicks that were answered", sourceLocation: location)
      let check = try await CommandRun("check", "--database-url", database)
      #expect(check.status == 0, "\(check.output)", sourceLocation: location)
    }

    func close() async {
      await pool.close()
      try? FileManager.default.removeItem(atPath: data)
      try? FileManager.default.removeItem(atPath: data + ".errors")
    }
  }

  /// Runs a test with a scene, and takes it away afterwards.
  private func withScene(database: String, _ body: (Scene) async throws -> Void) async throws {
    let scene = try await Scene.make(database: database)
    do {
      try await body(scene)
    } catch {
      await scene.close()
      throw error
    }
    await scene.close()
  }

  @Test(.database) func `killed under load and started again, every click that was answered is there`() async throws {
    try await withScene(database: TestDatabase.current.url) { scene in
      for _ in 0..<2 {
        let service = try await scene.start()
        let load = ClickLoad(scene.link, port: service.port)
        try await load.run {
          try await load.answers(1_000)
          await service.kill()
        }
        #expect(load.soFar.broken > 0)
        let next = try await scene.start()
        try await scene.expectKept(load.soFar)
        #expect(await next.stop() == 0)
      }
    }
  }

  @Test(.database) func `asked to stop under load, it answers what it has begun, keeps every click and exits with 0`()
    async throws
  {
    try await withScene(database: TestDatabase.current.url) { scene in
      let service = try await scene.start()
      let load = ClickLoad(scene.link, port: service.port)
      try await load.run {
        try await load.answers(1_000)
        let body = Array(#"{"external_id":"order-1","type":"sale","amount":9999,"currency":"EUR"}"#.utf8)
        let head = HTTPWire.request(
          "POST", "/v1/conversions",
          fields: [
            ("Authorization", "Bearer \(scene.key)"), ("Expect", "100-continue"), ("Content-Length", "\(body.count)"),
          ])
        let answer = try await onOwnThread {
          let wire = try HTTPWire(port: service.port)
          try wire.send(head)
          // The handler waits for the body now.
          guard try wire.receiveInterim() == 100 else { throw HTTPWire.Broken("no 100") }
          service.askToStop()
          while (try? HTTPWire(port: service.port)) != nil { usleep(10_000) }
          try wire.send(body)
          return try wire.receive()
        }
        #expect(answer.status == 201 && answer["connection"] == "close")
      }
      #expect(await service.stop() == 0)
      try await scene.expectKept(load.soFar)
      let sales = try await scene.pool.query("SELECT count(*) AS sales FROM conversions")
      #expect(try sales[0].decode("sales") == 1)
      #expect(load.soFar.others.isEmpty)
    }
  }

  @Test(.database) func `its connections to PostgreSQL cut again and again, it loses nothing and goes on by itself`()
    async throws
  {
    try await withScene(database: TestDatabase.current.url) { scene in
      let service = try await scene.start()
      let load = ClickLoad(scene.link, port: service.port)
      try await load.run {
        for _ in 0..<5 {
          try await load.answers(300)
          try await scene.pool.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name <> 'fault tests'
            """)
        }
        try await load.answers(300)
      }
      #expect(load.soFar.broken == 0 && load.soFar.others.isEmpty)
      try await service.expectToRecover(key: scene.key)
      try await scene.expectKept(load.soFar)
      #expect(await service.stop() == 0)
    }
  }

  @Test func `while PostgreSQL is away, links redirect and clicks are kept, also if the service is killed meanwhile`()
    async throws
  {
    try await OwnServer.run { server in
      try await withScene(database: server.url) { scene in
        let service = try await scene.start()
        let load = ClickLoad(scene.link, port: service.port)
        try await load.run {
          try await load.answers(500)
          try await server.stop()
          try await load.answers(500)
          let down = try await HTTPWire.ask("GET", "/readyz", port: service.port)
          #expect(down.status == 503 && down["retry-after"] != nil)
          let sale = try await service.post(
            "/v1/conversions", #"{"external_id":"order-0","type":"sale","amount":1,"currency":"EUR"}"#, key: scene.key)
          #expect(sale.status == 503 && sale.mediaType == "application/problem+json")
          try await server.start()
          try await load.answers(500)
        }
        #expect(load.soFar.broken == 0 && load.soFar.others.isEmpty)
        try await service.expectToRecover(key: scene.key)
        try await scene.expectKept(load.soFar)

        // Killed while its clicks are on its own disk alone.
        let last = ClickLoad(scene.link, port: service.port)
        try await server.stop()
        try await last.run {
          try await last.answers(500)
          await service.kill()
        }
        try await server.start()
        let next = try await scene.start()
        try await scene.expectKept(last.soFar)
        #expect(await next.stop() == 0)
      }
    }
  }
}

extension ServiceProcess {
  fileprivate func post(_ path: String, _ json: String, key: String) async throws -> HTTPAnswer {
    try await HTTPWire.ask(
      "POST", path, port: port, fields: [("Authorization", "Bearer \(key)")], body: Array(json.utf8))
  }

  /// Waits until it says that it is ready, and takes a sale.
  fileprivate func expectToRecover(key: String, at location: SourceLocation = #_sourceLocation) async throws {
    let isReady = try await eventually { try await HTTPWire.ask("GET", "/readyz", port: port).status == 200 }
    #expect(isReady, sourceLocation: location)
    let order = #"{"external_id":"order-1","type":"sale","amount":9999,"currency":"EUR"}"#
    var sale: HTTPAnswer?
    _ = try await eventually {
      sale = try await post("/v1/conversions", order, key: key)
      return sale?.status != 503
    }
    #expect(sale?.status == 201, "\(sale?.text ?? "")", sourceLocation: location)
  }
}
