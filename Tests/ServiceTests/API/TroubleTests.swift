import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Trouble inside is not the caller's to hear of", .database)
struct TroubleTests {
  @Test func `what goes wrong inside is answered without a word about it`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      try await service.pool.execute("ALTER TABLE conversions RENAME TO somewhere_else")
      let body = Array(#"{"external_id":"order-1","type":"sale","amount":1,"currency":"EUR"}"#.utf8)
      let answer = try await HTTPWire.ask(
        "POST", "/v1/conversions", port: service.port, fields: [("Authorization", "Bearer \(shop.key)")], body: body)
      #expect(answer.status == 500 && answer.mediaType == "application/problem+json")
      #expect(answer.json["type"] == "urn:resonance:problem:internal")
      for word in ["conversions", "relation", "SQL", "42P01", "Postgres", ".swift"] {
        #expect(!answer.text.contains(word), "\(word)")
      }
      try await service.pool.execute("ALTER TABLE somewhere_else RENAME TO conversions")
      #expect(try await shop.post("/v1/conversions", String(decoding: body, as: UTF8.self)).status == 201)
    }
  }

  @Test func `out of connections it says to come back, links redirect all the while, and then it goes on`() async throws
  {
    try await LiveService.run(configure: { $0.poolSize = 2 }) { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      // Somebody else deals with these orders, and takes its time.
      let program = try #require(Program.ID(shop.id))
      try await service.pool.withConnection { connection in
        try await connection.execute("BEGIN")
        for number in 1...2 { try await Conversions.lock("order-\(number)", program: program, in: connection) }
        let waiting = (1...2).map { number in Task { try await shop.tell("order-\(number)") } }
        try await service.eventually("both connections wait") {
          try await connection.query(
            """
            SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'
            """
          ).count == 2
        }
        let turnedAway = try await shop.get("/v1/conversions")
        #expect(turnedAway.status == 503 && turnedAway["retry-after"] == "2")
        _ = try await Shop.Browser().follow(ada, service)
        #expect(try await service.ask("GET", "/healthz").status == 200)
        #expect(try await service.ask("GET", "/readyz").status == 503)
        try await connection.execute("COMMIT")
        for task in waiting { #expect(try await task.value.status == 201) }
      }
      #expect(try await shop.get("/v1/conversions").json["data"]?.elements.count == 2)
      #expect(try await service.ask("GET", "/readyz").status == 200)
    }
  }
}
