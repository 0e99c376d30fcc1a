import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Edges over the API", .database)
struct GraphAPITests {
  private let path = "/v1/graph/edges"

  @Test func `an edge is new once, and known after that`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      #expect(try await shop.post(path, Shop.edge("ada>grace")).status == 201)
      #expect(try await shop.post(path, Shop.edge("ada>grace")).status == 200)
      #expect(try await shop.post(path, Shop.edge("grace>ada")).status == 201)
      let loop = try await shop.post(path, Shop.edge("ada>ada"))
      #expect(loop.status == 422 && loop.field == "to")
      #expect(try await shop.post("\(path)?on_error=stop", Shop.edge("a>b")).status == 400)
      let long = Shop.edge("a>b", String(repeating: " ", count: 64 * 1024))
      #expect(try await shop.post(path, long).status == 413)
      #expect(try await service.pool.query("SELECT FROM graph_edges").count == 2)
    }
  }

  @Test func `lines are taken together; one that is wrong is told by its number and changes nothing`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let lines = [
        Shop.edge("ada>grace"), "", #"{"from":"ada""#, Shop.edge("ada>ada"), "  \t\r", Shop.edge("ada>bob"),
        Shop.edge("ada>grace"), #"{"from":"ada"}"#, #"["ada","bob"]"#, Shop.edge("ada>eve", #","weight":1"#),
        Shop.edge("ada>eve", #","occurred_at":"2999-01-01T00:00:00Z""#), Shop.edge("bob>ada", #","consent":"yes""#),
        "{\"from\":\"\u{0}\",\"to\":\"ada\"}", String(repeating: "x", count: 70_000), Shop.edge("eve>ada"),
      ]
      let counts = try await shop.postLines(path, lines)
      let refusals = [
        "3 malformed_body", "4 to", "8 to", "9 malformed_body", "10 weight", "11 occurred_at", "12 consent",
        "13 malformed_body", "14 line_too_long",
      ]
      #expect(counts == LineCounts(lines: 13, stored: 3, known: 1, refused: 9, refusals: refusals))
      let again = try await shop.postLines(path, lines)
      #expect(again == LineCounts(lines: 13, stored: 0, known: 4, refused: 9, refusals: refusals))
      #expect(try await service.pool.query("SELECT FROM graph_edges").count == 3)
      #expect(try await service.pool.query("SELECT FROM people").count == 4)

      #expect(try await shop.postLines(path, [String]()) == LineCounts(lines: 0, stored: 0))
      let stopped = try await shop.postLines("\(path)?on_error=stop", ["", Shop.edge("x>y"), "?", Shop.edge("y>z")])
      #expect(stopped == LineCounts(lines: 2, stored: 1, refused: 1, refusals: ["3 malformed_body"], stoppedAt: 3))
      #expect(try await shop.postLines("\(path)?on_error=maybe", Array("{}".utf8)).status == 400)
    }
  }

  @Test func `more lines than are stored at once are all taken, in pieces of any size`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      var lines = (0..<6_000).map { Shop.edge("p\($0 % 100)>q\($0)") }
      lines[5_500] = "?"
      let counts = try await shop.postLines(path, lines)
      #expect(counts == LineCounts(lines: 6_000, stored: 5_999, refused: 1, refusals: ["5501 malformed_body"]))
      #expect(try await service.pool.query("SELECT FROM graph_edges").count == 5_999)
      lines[2_000] = "?"
      let stopped = try await shop.postLines("\(path)?on_error=stop", lines)
      #expect(
        stopped
          == LineCounts(
            lines: 2_001, stored: 0, known: 2_000, refused: 1, refusals: ["2001 malformed_body"], stoppedAt: 2_001))
    }
  }

  @Test func `the same lines posted by many at once are stored once`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let lines = (0..<600).map { Shop.edge("p\($0 % 23)>q\($0 % 200)") }
      let stored = try await withThrowingTaskGroup(of: LineCounts.self) { group in
        for _ in 0..<6 { group.addTask { try await shop.postLines(path, lines.shuffled()) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let edges = Set(lines).count
      #expect(stored.allSatisfy { $0.lines == 600 && $0.refused == 0 })
      #expect(stored.reduce(0) { $0 + ($1.stored ?? 0) } == Int64(edges))
      #expect(try await service.pool.query("SELECT FROM graph_edges").count == edges)
    }
  }

  @Test func `those who did not agree are counted and not shown, and what was said last decides`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      try await shop.connect("ada>grace", "ada>bob", more: #","consent":true,"origin":"mastodon""#)
      try await shop.connect("ada>carol", "dan>ada")
      func followers() async throws -> ([String], Int64?) {
        let page = try await shop.get("\(path)?of=ada").json
        return ((page["data"]?.elements ?? []).compactMap { $0["external_id"]?.text }.sorted(), page["people"]?.whole)
      }
      func say(_ person: String, _ given: Bool, at time: String) async throws -> Int {
        try await shop.post(
          "/v1/people/\(person)/consents",
          #"{"purpose":"named_in_reports","given":\#(given),"where":"form","occurred_at":"\#(time)"}"#
        ).status
      }
      #expect(try await followers() == (["bob", "grace"], 3))
      #expect(try await shop.get("\(path)?of=ada&direction=follows").json["data"] == .array([]))
      #expect(try await shop.get("\(path)?of=ada&direction=follows").json["people"] == 1)
      #expect(try await say("carol", true, at: "2026-01-01T00:00:00Z") == 201)
      #expect(try await say("carol", true, at: "2026-01-01T00:00:00Z") == 200)
      #expect(try await say("bob", false, at: "2026-01-02T00:00:00Z") == 201)
      #expect(try await followers() == (["carol", "grace"], 3))
      // What is told later of an earlier time does not hold.
      #expect(try await say("bob", true, at: "2026-01-01T00:00:00Z") == 201)
      #expect(try await say("carol", false, at: "2026-01-01T00:00:00Z") == 201)
      #expect(try await followers() == (["grace"], 3))
      let said = try await shop.get("/v1/people/bob/consents").json["data"]?.elements ?? []
      #expect(said.map { $0["given"] } == [false, true] && said[0]["where"] == "form")

      let page = try await shop.get("\(path)?of=ada&limit=1").json
      #expect(page["data"]?.elements.first?["origin"] == "mastodon" && page["next_cursor"] == .null)
      #expect(try await shop.get(path).status == 400)
      #expect(try await shop.get("\(path)?of=nobody").status == 404)
      #expect(try await shop.get("\(path)?of=ada&direction=up").status == 400)
      #expect(try await shop.get("/v1/people/nobody/consents").status == 404)
      let other = try await Shop.open(service, name: "Other")
      #expect(try await other.get("\(path)?of=ada").status == 404)
    }
  }

  @Test func `an edge that is taken away is gone, once`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      try await shop.connect("ada>grace")
      #expect(try await shop.delete("\(path)?from=grace&to=ada") == 404)
      #expect(try await shop.delete("\(path)?from=ada") == 400)
      #expect(try await shop.delete("\(path)?from=ada&to=grace") == 204)
      #expect(try await shop.delete("\(path)?from=ada&to=grace") == 404)
      #expect(try await shop.get("\(path)?of=ada").json["people"] == 0)
    }
  }

  @Test func `whoever is brought in sees what is shared by who brought them in`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let grace = try await shop.advocate("grace", recruitedBy: ada)
      let click = try await Shop.Browser().follow(grace, service)
      #expect(
        try await shop.tell("order-1", #","click_id":"\#(click)","customer":{"external_id":"carol"}"#).status == 201)
      // By a code, and by oneself, which is no edge.
      #expect(
        try await shop.tell("order-2", #","code":"\#(ada.code)","customer":{"external_id":"dan"}"#).status == 201)
      #expect(
        try await shop.tell("order-3", #","code":"\#(ada.code)","customer":{"external_id":"ada"}"#).status == 201)
      let edges = try await service.pool.query(
        """
        SELECT f.external_id || '>' || t.external_id AS edge, e.source FROM graph_edges e
        JOIN people f ON f.program_id = e.program_id AND f.id = e.from_person
        JOIN people t ON t.program_id = e.program_id AND t.id = e.to_person ORDER BY 1
        """)
      #expect(try edges.map { try $0.decode("edge", as: String.self) } == ["ada>dan", "ada>grace", "grace>carol"])
      #expect(try edges.allSatisfy { try $0.decode("source") == "referral" })
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }

  @Test(arguments: [#""\u0000""#, "1e200000"])
  func `a delivery that the database would not read as JSON keeps nobody from being erased`(oddity: String) async throws
  {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let system = try await ShopSystem.connected("standard", to: shop)
      let now = service.clock.now
      try await system.deliver(
        "graph.edge_added",
        #"{"type":"graph.edge_added","timestamp":"\#(now)","data":{"from":"bob","to":"carol","note":\#(oddity)}}"#,
        id: "msg-1")
      #expect(try await system.verdict("graph.edge_added")["status"] == "applied")
      #expect(try await shop.delete("/v1/people/bob") == 204)
      let bodies = try await service.pool.query("SELECT body FROM inbox").map {
        try $0.decode("body", as: [UInt8].self)
      }
      #expect(bodies == [[]])
    }
  }

  @Test func `somebody who is erased is gone from the graph, the deliveries and the consents, and still counts`()
    async throws
  {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let system = try await ShopSystem.connected("standard", to: shop)
      try await system.deliver("graph.edge_added")
      #expect(try await system.verdict("graph.edge_added")["status"] == "applied")
      try await shop.connect("ada>customer-3", "ada>customer-7", more: #","consent":true"#)
      #expect(
        try await shop.tell("order-1", #","code":"\#(ada.code)","customer":{"external_id":"customer-3"}"#).status == 201
      )
      let before = try await shop.get("/v1/reports/revenue?period=month").json["totals"]
      #expect(try await shop.delete("/v1/people/customer-3") == 204)
      #expect(try await shop.delete("/v1/people/customer-3") == 404)
      let followers = try await shop.get("\(path)?of=ada").json
      #expect(followers["people"] == 2)
      #expect(followers["data"]?.elements.map { $0["external_id"] } == ["customer-7"])
      for table in ["people", "inbox", "graph_edges", "past_graph_edges", "consents", "shares"] {
        let text = try await service.pool.query(
          "SELECT coalesce(string_agg(t::text, ' '), '') AS rows FROM \(identifier: table) t"
        ).only.decode("rows", as: String.self)
        let inHex = "customer-3".utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(!text.contains("customer-3") && !text.contains(inHex), "\(table)")
      }
      #expect(try await shop.reverse("order-1", 5_000, as: "refund-1").status == 201)
      #expect(try await service.pool.query("SELECT FROM graph_edges").count == 1)
      #expect(try await shop.void("refund-1", of: "order-1").status == 201)
      #expect(try await shop.get("/v1/reports/revenue?period=month").json["totals"] == before)
      #expect(try await Audit.run(at: .now(), in: service.pool).isBalanced)
    }
  }
}
