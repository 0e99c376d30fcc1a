import Postgres
import Records
import Referrals
import StrictJSON
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

  @Test func `a page of one program changes nothing in another that was chosen since`() async throws {
    try await LiveService.run { service in
      let (one, other) = (try await Shop.open(service, name: "One"), try await Shop.open(service, name: "Other"))
      let guest = try await Guest.signedIn(service, key: service.adminKey)
      _ = try await guest.submit("/console/programs", from: "/console/programs", ["program": one.id])
      let tokens = try await guest.get("/console/settings").text.matches(of: /name="csrf" value="([0-9a-f]{64})"/)
      let (leaving, saving) = (String(try #require(tokens.first).1), String(try #require(tokens.last).1))
      _ = try await guest.submit("/console/programs", from: "/console/programs", ["program": other.id])
      let saved = try await guest.post("/console/settings", ["name": "Renamed", "csrf": saving])
      #expect(saved.status == 403 && saved.text.contains("of another program"))
      #expect(try await other.get("/v1/program").json["name"] == "Other")
      #expect(try await guest.post("/console/sign-out", ["csrf": leaving])["location"] == "/console/sign-in")
      #expect(try await guest.get("/console").status == 303)
    }
  }

  @Test(arguments: [
    ("Sec-Fetch-Site", "cross-site", 403), ("Sec-Fetch-Site", "same-origin", 303),
    ("Origin", "https://evil.example", 403), ("Origin", "http://127.0.0.1.evil.example", 403), ("Origin", "null", 303),
  ])
  func `what another site's page sends is refused`(field: String, value: String, status: Int) async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = Guest(service)
      guest.fields = [(field, value)]
      #expect(try await guest.post("/console/sign-in", ["key": shop.key]).status == status)
      #expect(guest.isSignedIn == (status == 303))
    }
  }

  @Test func `a key that may only read is told no address by which more can be done`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      _ = try await shop.hook("https://x.example/", ["advocate.created"])
      let ada = try await shop.advocate("ada")
      let key = APIKey.generated(for: .program)
      try await service.pool.withConnection { connection in
        try await APIKeys.insert(
          key, program: Program.ID(shop.id), role: .read, name: "reader", at: .now(), in: connection)
      }
      let portal = try await shop.portal(of: ada.id)
      let delivery = try #require(try await shop.deliveries().first?["id"]?.text)
      #expect(try await shop.delivery(delivery)["event"]?["data"]?["portal_url"]?.text?.hasSuffix(portal) == true)
      let reader = try await Guest.signedIn(service, key: key.text)
      for path in ["/v1/advocates", "/v1/advocates/\(ada.id)", "/v1/deliveries/\(delivery)"] {
        let answer = try await service.ask("GET", path, key: key.text)
        #expect(answer.status == 200 && answer.text.contains("\"portal_url\":null"))
        #expect(!answer.text.contains("/a/"))
      }
      for path in ["/console/advocates/\(ada.id)", "/console/webhooks/sent/\(delivery)"] {
        let page = try await reader.get(path)
        #expect(page.status == 200 && !page.text.contains("/a/A"), "\(path)")
      }
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
