import Postgres
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("What social networks show of a link", .database)
struct LinkPreviewTests {
  private static let network = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"

  @Test func `a network is given a page where the program wants one, and everybody else is sent on`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      func follow(_ agent: String) async throws -> HTTPAnswer {
        try await service.ask("GET", ada.link, fields: [("User-Agent", agent)])
      }
      #expect(try await follow(Self.network).status == 302, "off, as long as nothing is said")

      let title = #"Tea & <script>alert(1)</script> "for two""#
      let changed = try await shop.patch(
        "/v1/program",
        #"{"preview":{"title":"Tea & <script>alert(1)</script> \"for two\"","image":"https://shop.example/tea.png"}}"#)
      #expect(changed.status == 200 && changed.json["preview"]?["title"]?.text == title)
      let shown = try await follow(Self.network)
      #expect(shown.status == 200 && shown.mediaType == "text/html")
      #expect(
        shown.text.contains(
          #"content="Tea &amp; &lt;script&gt;alert(1)&lt;/script&gt; &quot;for two&quot;""#))
      #expect(!shown.text.contains("<script>alert"))
      #expect(shown.text.contains(#"<meta property="og:image" content="https://shop.example/tea.png">"#))
      #expect(shown.text.contains("/r/\(ada.code)"))
      #expect(shown["set-cookie"] == nil)
      #expect(try await follow("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0").status == 302)
      #expect(try await follow("curl/8.5.0").status == 302)

      let counts = try await service.pool.query(
        "SELECT outcome::text AS outcome, count(*) AS clicks FROM clicks GROUP BY 1 ORDER BY 1"
      ).map { "\(try $0.decode("outcome", as: String.self)) \(try $0.decode("clicks", as: Int.self))" }
      #expect(counts == ["bot 1", "person 1", "preview 2"], "each arrival is kept, as what it is")

      #expect(try await shop.patch("/v1/program", #"{"preview":null}"#).status == 200)
      #expect(try await follow(Self.network).status == 302)
    }
  }

  @Test func `the console sets it, keeps what was typed where it makes no sense, and takes it away`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      func save(_ title: String, _ image: String) async throws -> HTTPAnswer {
        try await guest.submit(
          "/console/settings", from: "/console/settings",
          [
            "name": "Engines", "destination": "https://shop.example/", "preview.title": title, "preview.image": image,
          ])
      }
      let refused = try await save("Tea for two", "not an address")
      #expect(refused.status == 422 && refused.text.contains(#"value="Tea for two""#))
      #expect(refused.text.contains(#"value="not an address""#))
      #expect(try await save("Tea for two", "https://shop.example/tea.png").status == 303)
      #expect(try await shop.get("/v1/program").json["preview"]?["title"]?.text == "Tea for two")
      #expect(try await guest.get("/console/settings").text.contains(#"value="Tea for two""#))
      #expect(try await save("", "").status == 303)
      #expect(try await shop.get("/v1/program").json["preview"] == .null)
    }
  }

  @Test(arguments: [
    (#"{"preview":{}}"#, "preview.title"),
    (#"{"preview":{"title":"x","image":"javascript:alert(1)"}}"#, "preview.image"),
    (#"{"preview":{"title":"x","more":1}}"#, "preview.more"), (#"{"preview":"x"}"#, "preview"),
  ])
  func `a preview that makes no sense is refused, and says where`(body: String, field: String) async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let refused = try await shop.patch("/v1/program", body)
      #expect(refused.status == 422 && refused.field == field)
      #expect(try await shop.get("/v1/program").json["preview"] == .null)
    }
  }
}
