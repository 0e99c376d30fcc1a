import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Signing in to the console", .database)
struct SignInTests {
  @Test func `a key that is known opens the console, and one that is not says so`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = Guest(service)
      let asked = try await guest.get("/console/attribution?model=linear")
      #expect(asked.status == 303)
      #expect(asked["location"] == "/console/sign-in?next=%2Fconsole%2Fattribution%3Fmodel%3Dlinear")

      for key in ["", "nonsense", APIKey.generated(for: .program).text] {
        let refused = try await guest.post("/console/sign-in", ["key": key, "next": "/console/advocates"])
        #expect(refused.status == 403 && !guest.isSignedIn)
        #expect(refused.text.contains("not known"))
        #expect(refused.text.contains(#"value="/console/advocates""#), "where it was to lead is kept")
      }
      let admitted = try await guest.post("/console/sign-in", ["key": shop.key, "next": "/console/advocates"])
      #expect(admitted.status == 303 && admitted["location"] == "/console/advocates")
      let cookie = try #require(admitted["set-cookie"])
      for attribute in ["HttpOnly", "SameSite=Lax", "Path=/console"] { #expect(cookie.contains(attribute)) }
      #expect(try await guest.get("/console/attribution").status == 200)
    }
  }

  @Test(arguments: ["//evil.example", "https://evil.example/console", "/console\\..", "/consolex", "/console/\r\nX: y"])
  func `signing in leads nowhere but into the console`(next: String) async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let admitted = try await Guest(service).post("/console/sign-in", ["key": shop.key, "next": next])
      #expect(admitted["location"] == "/console")
    }
  }

  @Test func `a key that is taken back takes its sessions with it, and so does signing out`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let another = try await Guest.signedIn(service, key: shop.key)
      #expect(try await guest.post("/console/sign-out", ["csrf": "wrong"]).status == 303)
      #expect(
        try await guest.get("/console/attribution").status == 200, "without the session's token nobody is signed out")
      _ = try await guest.submit("/console/sign-out", from: "/console/attribution", [:])
      #expect(try await guest.get("/console/attribution").status == 303)

      #expect(try await another.get("/console/attribution").status == 200)
      try await service.pool.withConnection { connection in
        _ = try await APIKeys.revoke(
          hint: String(shop.key.suffix(4)), of: Program.ID(shop.id), at: .now(), in: connection)
      }
      #expect(try await another.get("/console/attribution").status == 303)
    }
  }

  @Test func `a session ends after twelve hours`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      service.clock.advance(by: .seconds(11 * 3600 + 3000))
      #expect(try await guest.get("/console/attribution").status == 200)
      service.clock.advance(by: .seconds(600))
      #expect(try await guest.get("/console/attribution").status == 303)
    }
  }

  @Test func `the service's admin key chooses among the programs, a program's key does not`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service, name: "<b>Engines</b> & Sons")
      let guest = try await Guest.signedIn(service, key: service.adminKey)
      #expect(try await guest.get("/console/attribution")["location"] == "/console/programs")
      let offered = try await guest.get("/console/programs").text
      #expect(offered.contains("&lt;b&gt;Engines&lt;/b&gt; &amp; Sons") && !offered.contains("<b>Engines"))
      #expect(try await guest.post("/console/programs", ["program": shop.id]).status == 403)
      _ = try await guest.submit("/console/programs", from: "/console/programs", ["program": shop.id])
      #expect(try await guest.get("/console/attribution").status == 200)

      let other = try await Guest.signedIn(service, key: shop.key)
      #expect(try await other.get("/console/programs")["location"] == "/console/sign-in")
    }
  }

  @Test func `what another site's page sends is refused`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = Guest(service)
      guest.fields = [("Sec-Fetch-Site", "cross-site")]
      #expect(try await guest.post("/console/sign-in", ["key": shop.key]).status == 403)
      #expect(!guest.isSignedIn)
    }
  }

  @Test func `a key may do what its role allows, over the API too`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let program = try #require(Program.ID(shop.id))
      var statuses: [[Int]] = []
      for role in [Role.read, .operate, .admin] {
        let key = APIKey.generated(for: .program)
        try await service.pool.withConnection { connection in
          try await APIKeys.insert(key, program: program, role: role, name: "\(role)", at: .now(), in: connection)
        }
        statuses.append([
          try await service.ask("GET", "/v1/program", key: key.text).status,
          try await service.ask(
            "POST", "/v1/advocates", key: key.text, json: #"{"external_id":"\#(role)"}"#
          ).status,
          try await service.ask(
            "POST", "/v1/sources", key: key.text, json: #"{"provider":"stripe","secret":"whsec_of_nobody_at_all"}"#
          ).status,
        ])
      }
      #expect(statuses == [[200, 403, 403], [200, 201, 403], [200, 201, 201]])
    }
  }
}
