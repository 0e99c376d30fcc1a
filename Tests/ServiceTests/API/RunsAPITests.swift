import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("/v1/runs", .database)
struct RunsAPITests {
  private func key(_ shop: Shop, _ role: Role) async throws -> String {
    let key = APIKey.generated(for: .program)
    try await shop.service.pool.withConnection { connection in
      try await APIKeys.insert(
        key, program: Program.ID(shop.id), role: role, name: "\(role)", at: .now(), in: connection)
    }
    return key.text
  }

  private func begin(_ shop: Shop, _ json: String, key: String? = nil) async throws -> HTTPAnswer {
    try await shop.service.ask("POST", "/v1/runs", key: key ?? shop.key, json: json)
  }

  @Test func `reports go by other settings only where an admin says so`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let operating = try await key(shop, .operate)
      let refused = try await begin(shop, #"{"chain_share":0.5}"#, key: operating)
      #expect(refused.status == 403 && refused.text.contains("admin"))
      #expect(try await shop.get("/v1/runs").json["data"]?.elements.count == 1)
      #expect(try await begin(shop, #"{"chain_share":0.5,"current":false}"#, key: operating).status == 202)
      #expect(try await begin(shop, "{}", key: operating).status == 202, "by the program's own settings")
      #expect(try await shop.get("/v1/program").json["attribution"]?["chain_share"] == 0)
      #expect(try await begin(shop, #"{"chain_share":0.5}"#).status == 202)
      #expect(try await shop.get("/v1/program").json["attribution"]?["chain_share"] == .number(0.5), "at once")
      let log = try await service.pool.query(
        "SELECT action FROM audit_log WHERE action IN ('run.begun', 'program.changed')")
      #expect(
        try log.map { try $0.decode("action", as: String.self) }.sorted()
          == ["program.changed", "run.begun", "run.begun", "run.begun"])
    }
  }
}

extension RunsAPITests {
  @Test func `what is changed while a run counts is changed for good, and no run is begun twice`() async throws {
    let world = try await World.made()
    try await world.tell("order-1")
    let author = Author(name: "test", program: world.program.id)
    func begin(_ model: String) async throws -> Int {
      var settings = world.program.attribution
      settings.model = model
      let wanted = settings
      return try await world.pool.transaction { connection in
        try await Recount.begin(
          wanted, becomesCurrent: true, by: author, maySet: true, at: world.now, in: connection
        ).run
      }
    }
    let runs = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 { group.addTask { try await begin("linear") } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(runs == [2])
    try await world.pool.transaction { connection in
      var program = try #require(try await Programs.hold(world.program.id, in: connection))
      #expect(program.attribution.model == "linear")
      program.attribution.windowDays = 30
      try await Programs.update(program, in: connection)
    }
    try await world.settle()
    let program = try await world.pool.withConnection { try await Programs.find(world.program.id, in: $0) }
    #expect(program?.attribution.windowDays == 30)
    let all = try await world.pool.withConnection { try await Runs.all(program: world.program.id, in: $0) }
    #expect(all.first?.isCurrent == true && all.first?.attribution.windowDays == 90)
    #expect(try await begin("linear") == 3, "the one before is done")
  }
}
