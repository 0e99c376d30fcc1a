import HTTPServer
import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("Following a link", .database)
struct RedirectTests {
  private let pool = TestDatabase.current.pool

  @Test(
    "the click's id is merged into the destination's query",
    arguments: [
      ("https://shop.example", "https://shop.example/?rsn_click=*"),
      ("https://shop.example/a?b=c&flag&d=", "https://shop.example/a?b=c&flag&d=&rsn_click=*"),
      ("https://shop.example/a?b#part", "https://shop.example/a?b&rsn_click=*#part"),
      ("https://shop.example/?rsn_click=old&x=1", "https://shop.example/?x=1&rsn_click=*"),
    ])
  func location(destination: String, expected: String) async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", to: destination, in: pool)
    try await ClickHouse.open { (house) async throws in
      let visit = try await house.visit("/r/tea")
      #expect(visit.status == 302)
      let click = try #require(visit.click)
      #expect(visit["location"] == expected.replacing("*", with: click))
      #expect(visit["cache-control"] == "no-store")
      let row = try await pool.query("SELECT * FROM clicks WHERE program_id = \(ada.program)").only
      #expect(try row.decode("id", as: Click.ID.self).description == click)
      #expect(try row.decode("occurred_at", as: Timestamp.self) == Click.ID(click)?.timestamp)
      #expect(Click.ID(click)?.belongs(to: ada.program) == true)
    }
  }

  @Test("a link without a destination leads where its program's links lead")
  func programDestination() async throws {
    let ada = try await Ada(pool, destination: "https://tea.example/start")
    try await ada.link("tea", in: pool)
    try await ClickHouse.open { (house) async throws in
      #expect(try await house.visit("/r/tea")["location"]?.hasPrefix("https://tea.example/start?rsn_click=") == true)
    }
  }

  @Test("the browser is given a visitor id, and keeps the one it has")
  func cookie() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    try await ClickHouse.open { (house) async throws in
      let first = try await house.visit("/r/tea")
      let visitor = try #require(first.visitor)
      #expect(
        first["set-cookie"] == "rsn_visitor=\(visitor); Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax")
      #expect(try await house.visit("/r/tea", visitor: visitor).visitor == visitor)
      for invented in ["", "1", "00000000-0000-0000-0000-000000000000", String(repeating: "z", count: 36)] {
        #expect(try await house.visit("/r/tea", visitor: invented).visitor != invented)
      }
    }
    var settings = Redirect.Settings()
    settings.isSecure = true
    try await ClickHouse.open(settings: settings) { (house) async throws in
      #expect(try await house.visit("/r/tea")["set-cookie"]?.hasSuffix("; SameSite=Lax; Secure") == true)
    }
  }

  @Test(
    "what is no person redirects, is kept and flagged, and never counts",
    arguments: [
      ("GET", nil, [], "bot"),
      ("GET", "", [], "bot"),
      ("GET", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", [], "bot"),
      ("GET", "WhatsApp/2.23.20.0", [], "preview"),
      ("GET", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", [], "preview"),
      ("GET", "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", [], "monitor"),
      ("HEAD", Visit.firefox, [], "head"),
      ("GET", Visit.firefox, [("Sec-Purpose", "prefetch;prerender")], "prefetch"),
      ("GET", Visit.firefox, [("Purpose", "prefetch")], "prefetch"),
    ] as [(String, String?, [(String, String)], String)])
  func programs(method: String, agent: String?, fields: [(String, String)], outcome: String) async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    try await ClickHouse.open { (house) async throws in
      for _ in 0..<2 {
        let visit = try await house.visit("/r/tea", method: method, agent: agent, fields: fields)
        #expect(visit.status == 302)
        #expect(visit.body.isEmpty)
      }
      #expect(try await house.visit("/r/tea").status == 302)
    }
    #expect(try await ada.outcomes(in: pool) == [outcome: 2, "person": 1])
    #expect(try await ada.rollupsAgree(in: pool))
  }

  @Test(
    "codes are found whatever their case, with slashes and in any script",
    arguments: [
      ("Summer", "/r/summer"), ("summer", "/r/SUMMER"), ("a/b/c", "/r/a/b/c"), ("a/b", "/r/a%2Fb"),
      ("привет", "/r/%D0%9F%D0%A0%D0%98%D0%92%D0%95%D0%A2"), ("straße", "/r/STRASSE"),
      ("café", "/r/cafe%CC%81"), ("tea", "/r/tea?utm_source=x"),
    ])
  func codes(code: String, path: String) async throws {
    let ada = try await Ada(pool)
    try await ada.link(code, in: pool)
    try await ClickHouse.open { (house) async throws in
      #expect(try await house.visit(path).status == 302)
    }
  }

  @Test("a code is looked for on the host that was asked for, then on the service's own address")
  func hosts() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", to: "https://one.example/", in: pool)
    try await ada.link("tea", to: "https://two.example/", host: "go.example", in: pool)
    try await ada.link("cup", to: "https://three.example/", in: pool)
    try await ClickHouse.open { (house) async throws in
      func location(_ path: String, _ host: String) async throws -> String? {
        let request = try await Visit.to(path, port: house.port, host: host)
        return request["location"].map { String($0.prefix { $0 != "?" }) }
      }
      #expect(try await location("/r/tea", "localhost") == "https://one.example/")
      #expect(try await location("/r/tea", "GO.example:8443") == "https://two.example/")
      #expect(try await location("/r/cup", "go.example") == "https://three.example/")
    }
  }

  @Test("an unknown, disabled or expired link shows a page, and the click is kept as an orphan")
  func orphans() async throws {
    let ada = try await Ada(pool)
    let now = Timestamp.now()
    let disabled = try await ada.link("off", disabledAt: now - .hours(1), in: pool)
    let expired = try await ada.link("old", expiresAt: now - .hours(1), in: pool)
    try await ada.link("soon", expiresAt: now + .hours(1), in: pool)
    try await ClickHouse.open { (house) async throws in
      for (path, status, title) in [
        ("/r/nope%2Fthere", 404, "leads nowhere"), ("/r/off", 410, "switched off"), ("/r/old", 410, "expired"),
      ] {
        let visit = try await house.visit(path, fields: [("Referer", "https://blog.example/post")])
        #expect(visit.status == status)
        #expect(visit.body.contains(title))
        #expect(visit["content-type"] == "text/html; charset=utf-8")
        #expect(visit["set-cookie"] == nil)
      }
      #expect(try await house.visit("/r/soon").status == 302)
      house.clock.advance(by: .hours(2))
      #expect(try await house.visit("/r/soon").status == 410)
      for probe in ["/r/wp-login.php", "/r/x/index.php", "/r/.env"] {
        #expect(try await house.visit(probe).status == 404)
      }
    }
    let rows = try await pool.query("SELECT * FROM orphan_clicks ORDER BY occurred_at, id")
    #expect(try rows.map { try $0.decode("reason", as: String.self) } == ["unknown", "disabled", "expired", "expired"])
    #expect(try rows[0].decode("code", as: String.self) == "nope/there")
    #expect(try rows[0].decode("program_id", as: Program.ID.self) == OrphanClicks.nobody)
    #expect(try rows[1].decode("program_id", as: Program.ID.self) == ada.program)
    #expect(try rows[1].decode("link_id", as: Link.ID?.self) == disabled)
    #expect(try rows[2].decode("link_id", as: Link.ID?.self) == expired)
    #expect(try rows[2].decode("address_prefix", as: String.self) == "127.0.0.0/24")
    #expect(try rows[2].decode("referrer", as: String?.self) == "https://blog.example/post")
    #expect(try await ada.outcomes(in: pool) == ["person": 1])
  }

  @Test("over-long referrers and agents are cropped, never refused")
  func cropping() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    let referrer = "https://blog.example/" + String(repeating: "é", count: 3000)
    let agent = Visit.firefox + String(repeating: "x", count: 8000)
    try await ClickHouse.open { (house) async throws in
      #expect(try await house.visit("/r/tea", agent: agent, fields: [("Referer", referrer)]).status == 302)
      #expect(try await house.visit("/r/tea", fields: [("Referer", "\u{fffd}\t\u{85} not a URL")]).status == 302)
    }
    let rows = try await pool.query("SELECT referrer, user_agent FROM clicks ORDER BY occurred_at")
    let stored: String = try rows[0].decode("referrer")
    #expect(stored.utf8.count <= Limits.referrer && stored.utf8.count > Limits.referrer - 4)
    #expect(referrer.hasPrefix(stored))
    #expect(try rows[0].decode("user_agent", as: String.self) == String(agent.prefix(Limits.userAgent)))
  }

  @Test("the address is never stored whole; a proxy's word counts only where the proxy is trusted")
  func addresses() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    var settings = Redirect.Settings()
    settings.trustedProxies = TrustedProxies("127.0.0.0/8, 10.0.0.0/8")!
    let forwarded = [
      ("203.0.113.77", "203.0.113.0/24"), ("203.0.113.77, 10.1.2.3", "203.0.113.0/24"),
      ("6.6.6.6, 203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
      ("not an address", "127.0.0.0/24"), ("999.1.1.1", "127.0.0.0/24"), ("", "127.0.0.0/24"),
    ]
    try await ClickHouse.open(settings: settings) { (house) async throws in
      for (value, _) in forwarded {
        #expect(try await house.visit("/r/tea", fields: [("X-Forwarded-For", value)]).status == 302)
      }
      #expect(try await house.visit("/r/tea", fields: [("Forwarded", "for=\"[2001:db8::77]:80\"")]).status == 302)
    }
    try await ClickHouse.open { (house) async throws in
      #expect(try await house.visit("/r/tea", fields: [("X-Forwarded-For", "203.0.113.77")]).status == 302)
    }
    let rows = try await pool.query("SELECT * FROM clicks ORDER BY occurred_at")
    #expect(
      try rows.map { try $0.decode("address_prefix", as: String.self) }
        == forwarded.map(\.1) + ["2001:db8::/48", "127.0.0.0/24"])
    let dump = try await pool.query("SELECT string_agg(c::text, ' ') AS text FROM clicks c").only
    for whole in ["203.0.113.77", "127.0.0.1", "2001:db8:1:2", "2001:db8::77"] {
      #expect(try dump.decode("text", as: String.self).contains(whole) == false)
    }
  }

  @Test("a paused advocate's link still redirects")
  func paused() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    try await pool.execute(
      "INSERT INTO advocate_pauses VALUES (\(ada.program), \(ada.advocate), \(Timestamp.now()), NULL)")
    try await ClickHouse.open { (house) async throws in
      #expect(try await house.visit("/r/tea").status == 302)
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 1])
  }
}
