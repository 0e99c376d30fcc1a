import Pages
import Postgres
import QRCode
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("An advocate's own page", .database)
struct PortalTests {
  private static let markup = #"<script>alert(1)</script> "&' <b>"#

  private static func body(_ members: KeyValuePairs<String, JSON>) -> String {
    String(decoding: JSON.object(members).bytes, as: UTF8.self)
  }

  @Test func `the address of the API leads to it, and it tells its address to nobody`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let page = try await Guest(service).get(shop.portal(of: ada.id))
      #expect(page.status == 200 && page.text.contains("\(service.origin)\(ada.link)"))
      #expect(page["referrer-policy"] == "no-referrer" && page["cache-control"] == "no-store")
      #expect(page["x-robots-tag"]?.contains("noindex") == true)
      #expect(page["content-security-policy"]?.contains("default-src 'none'") == true)
      #expect(!page.text.contains(" style=") && !page.text.contains("<style") && !page.text.contains("onclick"))
      #expect(page.body.count < 60_000)
      for list in ["/v1/advocates", "/v1/advocates?limit=1"] {
        let listed = try await shop.get(list).json["data"]?.elements.first?["portal_url"]?.text
        #expect(try await listed == "\(service.origin)\(shop.portal(of: ada.id))")
      }
    }
  }

  @Test func `names are text, whatever is in them`() async throws {
    try await LiveService.run { service in
      let made = try await service.ask(
        "POST", "/v1/programs", key: service.adminKey,
        json: Self.body([
          "name": .string(Self.markup), "currency": "EUR", "destination": "https://shop.example/",
        ]))
      let shop = Shop(
        service: service, id: try #require(made.json["id"]?.text), key: try #require(made.json["api_key"]?.text))
      let ada = try await shop.advocate(
        json: Self.body(["external_id": "ada", "name": .string(Self.markup)]))
      let id = try #require(ada["id"]?.text)
      let grace = try await shop.advocate(
        json: Self.body([
          "external_id": "grace", "name": .string("<img/src=x> Hopper"), "recruited_by": .string(id),
        ]))
      #expect(grace["recruited_by"]?.text == id)
      try await shop.name("grace", true, at: "2026-01-01T00:00:00Z")
      let guest = Guest(service)
      let path = try await shop.portal(of: id)
      for page in [path, "\(path)/leave", "/join/\(shop.id)"] {
        let text = try await guest.get(page).text
        #expect(text.contains("&lt;script&gt;"), "\(page)")
        #expect(!text.contains("<script>") && !text.contains("<b>") && !text.contains("<img"), "\(page)")
      }
      #expect(try await guest.get(path).text.contains("&lt;img/src=x&gt;"))
    }
  }

  @Test func `an address that was made up, is another's or was taken back leads to one and the same page`() async throws
  {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let other = try await Shop.open(service, name: "Other")
      let ada = try await shop.advocate("ada")
      let stranger = try await other.advocate("ada")
      let guest = Guest(service)
      let path = try await shop.portal(of: ada.id)
      let token = try #require(PortalToken(String(path.dropFirst(3))))
      let foreign = try #require(PortalToken(String(try await other.portal(of: stranger.id).dropFirst(3))))
      let key = try await service.pool.withConnection { try await Portals.key(of: foreign.program, in: $0) }
      let sealedByOther = PortalToken(of: token.advocate, version: 1, program: token.program, key: key)
      let inOther = PortalToken(of: token.advocate, version: 1, program: foreign.program, key: key)

      #expect(try await other.order("/v1/advocates/\(ada.id)/portal/revoke").status == 404)
      let revoked = try await shop.order("/v1/advocates/\(ada.id)/portal/revoke")
      #expect(revoked.status == 200)
      let fresh = try await shop.portal(of: ada.id)
      #expect(fresh != path && revoked.json["portal_url"]?.text == service.origin + fresh)
      #expect(try await guest.get(fresh).status == 200)

      let closed = try await guest.get("/a/nothing")
      #expect(closed.status == 404 && closed["referrer-policy"] == "no-referrer")
      for bad in [
        path, "/a/\(sealedByOther.text)", "/a/\(inOther.text)", "\(fresh)A", String(fresh.dropLast()) + "!",
      ] {
        for under in ["", "/qr.png", "/export.json", "/leave", "/share/x"] {
          let answer = try await guest.get(bad + under)
          #expect(answer.status == 404 && answer.body == closed.body, "\(bad)\(under)")
        }
        #expect(try await guest.post("\(bad)/leave", ["sure": "yes"]).body == closed.body)
      }
      #expect(try await guest.get(fresh).status == 200)
    }
  }

  @Test func `each network has a link of its own, made once however many ask for it at once`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let path = try await shop.portal(of: ada.id)
      try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<8 {
          group.addTask { try await Guest(service).get("\(path)/share/whatsapp")["location"] }
        }
        var places: Set<String?> = []
        for try await place in group { places.insert(place) }
        #expect(places.count == 1 && places.first??.hasPrefix("https://wa.me/?text=") == true)
      }
      let guest = Guest(service)
      for network in ShareNetwork.allCases {
        let answer = try await guest.get("\(path)/share/\(network.rawValue)?server=social.example")
        #expect(answer.status == 303 || answer.status == 200, "\(network)")
        #expect(answer["referrer-policy"] == "no-referrer")
      }
      #expect(try await guest.get("\(path)/share/nowhere").status == 404)
      #expect(try await guest.get("\(path)/share/mastodon?server=not+one").status == 422)
      let links = try await shop.get("/v1/links").json["data"]?.elements ?? []
      #expect(
        links.compactMap { $0["channel"]?.text }.sorted() == ShareNetwork.allCases.map(\.rawValue).sorted())

      // What comes by one of them is told by where it was shared.
      let sheet = try await guest.get("\(path)/share/share_sheet")
      let url = try #require(sheet.json["url"]?.text)
      let visit = try await HTTPWire.ask(
        "GET", String(url.dropFirst(service.origin.count)), port: service.port,
        fields: [("User-Agent", "Mozilla/5.0 Firefox/140.0")])
      #expect(visit.status == 302)
      #expect(try await guest.get(path).text.contains("Share sheet"))
    }
  }

  @Test func `it tells clicks, sales and credit, net of what was taken back, each currency apart`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service, attribution: #"{"model":"last_touch","chain_share":0.5}"#)
      let ada = try await shop.advocate("ada")
      let grace = try await shop.advocate("grace", recruitedBy: ada)
      let click = try await Shop.Browser().follow(grace, service)
      #expect(try await shop.tell("o-1", amount: 10_000, #","click_id":"\#(click)""#).status == 201)
      #expect(try await shop.tell("o-2", amount: 700, currency: "JPY", #","click_id":"\#(click)""#).status == 201)
      #expect(try await shop.reverse("o-1", 4_000, as: "r-1").status == 201)
      let guest = Guest(service)
      let hers = try await guest.get(shop.portal(of: grace.id)).text
      #expect(hers.contains("€30.00") && hers.contains("¥350") && !hers.contains("€50.00"))
      let above = try await guest.get(shop.portal(of: ada.id)).text
      #expect(above.contains("<dd>€30.00</dd>") && above.contains("You brought in 1 person who shares too"))
      guest.fields = [("Accept-Language", "de-DE")]
      #expect(try await guest.get(shop.portal(of: grace.id)).text.contains("30,00\u{a0}€"))
      #expect(try await shop.patch("/v1/advocates/\(grace.id)", #"{"status":"paused"}"#).status == 200)
      #expect(try await guest.get(shop.portal(of: grace.id)).text.contains("You are paused"))
    }
  }

  @Test func `the ripple names those who agreed, and counts the others`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try #require(try await shop.advocate(json: #"{"external_id":"ada","name":"Ada Lovelace"}"#)["id"]?.text)
      let grace = try #require(
        try await shop.advocate(json: #"{"external_id":"g-1","name":"Grace Hopper","recruited_by":"\#(ada)"}"#)["id"]?
          .text)
      _ = try await shop.advocate(json: #"{"external_id":"l-1","name":"Linus Pauling","recruited_by":"\#(grace)"}"#)
      let guest = Guest(service)
      let path = try await shop.portal(of: ada)
      func page() async throws -> String { try await guest.get(path).text }
      let before = try await page()
      #expect(before.contains("You brought in 1 person who shares too, and they brought in 1 more."))
      #expect(!before.contains("Grace") && !before.contains("Linus") && !before.contains("g-1"))
      try await shop.name("g-1", true, at: "2026-01-01T00:00:00Z")
      let agreed = try await page()
      #expect(agreed.contains("<title>Grace</title>") && agreed.contains("By Grace") && !agreed.contains("Hopper"))
      #expect(!agreed.contains("Linus"))
      try await shop.name("g-1", false, at: "2026-01-02T00:00:00Z")
      #expect(try await !page().contains("Grace"))

      // She can say so herself.
      let hers = try await shop.portal(of: grace)
      #expect(try await guest.post("\(hers)/name", ["named": "yes"]).status == 303)
      #expect(try await page().contains("<title>Grace</title>"))
      let consents = try await shop.get("/v1/people/g-1/consents").json["data"]?.elements ?? []
      #expect(consents.first?["wording"]?.text?.contains("first name") == true)
      #expect(try await guest.post("\(hers)/name", ["named": "no"]).status == 303)
    }
  }

  @Test func `the QR code is the link's, as a drawing and as a picture`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let code = try QRCode(service.origin + ada.link)
      let guest = Guest(service)
      let path = try await shop.portal(of: ada.id)
      let picture = try await guest.get("\(path)/qr.png")
      #expect(try picture["content-type"] == "image/png" && picture.body == code.png(scale: 16))
      let drawing = try await guest.get("\(path)/qr.svg")
      #expect(drawing["content-type"] == "image/svg+xml")
      #expect(drawing.text == QRPicture(size: code.size, isDark: code.isDark).file)
      #expect(picture["content-disposition"]?.hasPrefix("attachment") == true)
    }
  }

  @Test func `all that is held on somebody can be downloaded`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let grace = try await shop.advocate("grace")
      try await shop.name("ada", true, at: "2026-01-01T00:00:00Z")
      try await shop.connect("ada>grace", "grace>ada")
      let click = try await Shop.Browser("Firefox/139.0").follow(grace, service)
      #expect(
        try await shop.tell("own-1", #","click_id":"\#(click)","customer":{"external_id":"ada"}"#).status == 201)
      #expect(try await shop.reverse("own-1", 100, as: "back-1").status == 201)
      let earned = try await Shop.Browser().follow(ada, service)
      #expect(try await shop.tell("other-1", amount: 777, #","click_id":"\#(earned)""#).status == 201)
      #expect(
        try await shop.post(
          "/v1/shares",
          #"{"advocate_id":"\#(ada.id)","channel":"mastodon","content":"Such bread","occurred_at":"2026-01-05T00:00:00Z"}"#
        ).status == 201)
      for (version, weight) in [(1, 0.5), (2, 0.75)] {
        try await service.pool.query(
          """
          INSERT INTO fits (program_id, model, version, fitted_at, conversions, numbers)
          VALUES (\(shop.id)::text::uuid, 'hazard', \(version), now(), 60, '{}')
          """)
        try await service.pool.query(
          """
          INSERT INTO fit_advocates (program_id, model, version, advocate_id, weight)
          VALUES (\(shop.id)::text::uuid, 'hazard', \(version), \(ada.id)::text::uuid, \(weight))
          """)
      }
      let answer = try await Guest(service).get("\(shop.portal(of: ada.id))/export.json")
      #expect(answer.mediaType == "application/json" && answer["referrer-policy"] == "no-referrer")
      let data = answer.json
      #expect(data["person"]?["email"]?.text == "ada@people.example" && data["advocate"]?["id"]?.text == ada.id)
      func only(_ part: String) -> JSON? { data[part]?.elements.count == 1 ? data[part]?.elements[0] : nil }
      #expect(only("conversions")?["external_id"]?.text == "own-1")
      #expect(only("reversals")?["external_id"]?.text == "back-1")
      #expect(only("browsers") != nil && only("clicks")?["user_agent"]?.text?.contains("139.0") == true)
      #expect(only("links")?["code"]?.text == ada.code)
      #expect(only("credits")?["amount"]?.whole == 777)
      #expect(only("shares")?["content"]?.text == "Such bread")
      #expect(only("follows") != nil && only("followed_by") != nil)
      #expect(only("consents")?["given"] == true)
      #expect(data["advocate"]?["estimates"]?.elements.compactMap { $0["weight"] } == [.number(0.75)])
      #expect(!answer.text.contains("\"grace\""), "she did not agree to be named")
    }
  }

  @Test func `who leaves is forgotten: links end, earning ends, the page closes`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      _ = try await shop.hook("https://x.example/", ["advocate.left"])
      let guest = Guest(service)
      let path = try await shop.portal(of: ada.id)
      #expect(try await guest.get("\(path)/share/x").status == 303)
      #expect(try await guest.get("\(path)/leave").text.contains("cannot be undone"))
      let unsure = try await guest.post("\(path)/leave", [:])
      #expect(unsure.status == 422 && unsure.text.contains("Tick the box"))
      #expect(try await guest.get(path).status == 200)
      let gone = try await guest.post("\(path)/leave", ["sure": "yes"])
      #expect(gone.status == 200 && gone.text.contains("Goodbye"))
      for under in ["", "/export.json", "/leave"] { #expect(try await guest.get(path + under).status == 404) }
      for link in try await shop.get("/v1/links").json["data"]?.elements ?? [] {
        let code = try #require(link["code"]?.text)
        #expect(try await HTTPWire.ask("GET", "/r/\(code)", port: service.port).status == 410)
      }
      let left = try await shop.get("/v1/advocates/\(ada.id)")
      #expect(left.json["status"]?.text == "paused" && left.json["email"] == .null)
      #expect(!left.text.contains("\"ada\""))
      #expect(try await guest.get(shop.portal(of: ada.id)).status == 404, "not even the newest address")
      #expect(try await shop.deliveries().map { $0["type"]?.text } == ["advocate.left"])
      #expect(try await guest.post("\(path)/leave", ["sure": "yes"]).status == 404)
    }
  }

  @Test func `the console shows its address to whoever may operate, and gives it another`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let path = try await shop.portal(of: ada.id)
      let page = "/console/advocates/\(ada.id)"
      let operating = try await shop.post("/v1/keys", #"{"name":"desk","role":"operate"}"#)
      let reading = try await shop.post("/v1/keys", #"{"name":"eyes","role":"read"}"#)
      let desk = try await Guest.signedIn(service, key: #require(operating.json["key"]?.text))
      let eyes = try await Guest.signedIn(service, key: #require(reading.json["key"]?.text))
      #expect(try await desk.get(page).text.contains("value=\"\(service.origin)\(path)\""))
      #expect(try await !eyes.get(page).text.contains("/a/"))
      #expect(try await eyes.submit("\(page)/page", from: page, [:]).status == 403)
      #expect(try await desk.post("\(page)/page", [:]).status == 403, "without the session's token")
      #expect(try await Guest(service).get(path).status == 200)

      #expect(try await desk.submit("\(page)/page", from: page, [:]).status == 303)
      let fresh = try await shop.portal(of: ada.id)
      #expect(fresh != path)
      #expect(try await Guest(service).get(path).status == 404)
      #expect(try await Guest(service).get(fresh).status == 200)
      let shown = try await desk.get(page).text
      #expect(shown.contains("\(service.origin)\(fresh)") && !shown.contains(path))
      let owner = try await Guest.signedIn(service, key: shop.key)
      let log = try await owner.get("/console/settings/audit.csv?of=advocate").text
      #expect(log.contains("advocate: page renewed,\(ada.id)") && log.contains("desk …"))

      #expect(try await Guest(service).post("\(fresh)/leave", ["sure": "yes"]).status == 200)
      #expect(try await !desk.get(page).text.contains("/a/"))
      let other = try await Shop.open(service, name: "Other")
      let stranger = try await Guest.signedIn(service, key: other.key)
      #expect(try await stranger.submit("\(page)/page", from: "/console/settings", [:]).status == 404)
    }
  }
}
