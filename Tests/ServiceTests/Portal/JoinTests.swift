import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Becoming an advocate", .database)
struct JoinTests {
  /// Opens the form, fills it in and sends it.
  private func join(
    _ guest: Guest, _ shop: Shop, _ email: String, query: String = "", name: String = "Radia Perlman",
    agreed: String = "yes"
  ) async throws -> HTTPAnswer {
    let form = try await guest.get("/join/\(shop.id)\(query)")
    #expect(form.status == 200)
    return try await guest.post(
      "/join/\(shop.id)",
      [
        "name": name, "email": email, "agreed": agreed, "named": "yes", "once": form.value(of: "once") ?? "",
        "rsn_click": form.value(of: "rsn_click") ?? "",
      ])
  }

  private func path(_ answer: HTTPAnswer) throws -> String {
    #expect(answer.status == 303)
    return String(try #require(answer["location"]).prefix { $0 != "?" })
  }

  private func advocates(_ shop: Shop) async throws -> [JSON] {
    try await shop.get("/v1/advocates").json["data"]?.elements ?? []
  }

  @Test func `one step, and there is a page with a link that works`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      _ = try await shop.hook("https://x.example/", ["advocate.created", "advocate.joined"])
      let guest = Guest(service)
      let joined = try await join(guest, shop, "radia@people.example")
      #expect(joined["set-cookie"]?.contains("HttpOnly") == true && joined["referrer-policy"] == "no-referrer")
      let page = try await guest.get(path(joined))
      #expect(page.status == 200 && page.text.contains("Hello, Radia Perlman"))
      let radia = try #require(try await advocates(shop).first)
      #expect(radia["email"] == .null, "nobody has proved that the e-mail is theirs")
      #expect(radia["typed_email"]?.text == "radia@people.example")
      let link = try #require(radia["link"]?["url"]?.text)
      #expect(page.text.contains(link))
      #expect(
        try await HTTPWire.ask("GET", String(link.dropFirst(service.origin.count)), port: service.port).status == 302)
      let person = try #require(radia["external_id"]?.text)
      let consents = try await shop.get("/v1/people/\(person)/consents").json["data"]?.elements ?? []
      #expect(consents.compactMap { $0["purpose"]?.text } == ["named_in_reports", "participation"])
      #expect(consents.allSatisfy { $0["wording"]?.text?.isEmpty == false && $0["where"]?.text != nil })
      #expect(try await shop.deliveries().map { $0["type"]?.text } == ["advocate.created", "advocate.joined"])
      #expect(try await guest.get("/join/\(shop.id)").text.contains("Open your page"))
    }
  }

  @Test func `whoever's link one came by brought one in`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      let grace = try await shop.advocate("grace")
      // By the cookie of a visit before, or by the click that the link to this page carried along.
      let visitor = Guest(service)
      visitor.fields = [("User-Agent", "Mozilla/5.0 Firefox/140.0")]
      #expect(try await visitor.get(ada.link).status == 302)
      _ = try await join(visitor, shop, "a@people.example")
      let click = try await Shop.Browser().follow(grace, service)
      _ = try await join(Guest(service), shop, "b@people.example", query: "?rsn_click=\(click)")
      _ = try await join(Guest(service), shop, "c@people.example")
      let other = try await Shop.open(service, name: "Other")
      _ = try await join(Guest(service), other, "d@people.example", query: "?rsn_click=\(click)")
      #expect(
        try await advocates(shop).prefix(3).map { $0["recruited_by"]?.text } == [nil, grace.id, ada.id])
      #expect(try await advocates(other).map { $0["recruited_by"]?.text } == [nil])
    }
  }

  @Test func `without consent, name or e-mail nothing is stored, and what was typed stays`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let before = try await service.contents()
      let guest = Guest(service)
      let unticked = try await join(guest, shop, "radia@people.example", name: "<i>Radia</i>", agreed: "")
      #expect(unticked.status == 422 && unticked.text.contains("tick this box"))
      #expect(unticked.text.contains("value=\"&lt;i&gt;Radia&lt;/i&gt;\"") && !unticked.text.contains("<i>"))
      #expect(unticked.text.contains("value=\"radia@people.example\""))
      #expect(try await join(guest, shop, "\"><b>", name: "").status == 422)
      let trapped = try await guest.post(
        "/join/\(shop.id)",
        ["name": "Bot", "email": "bot@people.example", "agreed": "yes", "company_page": "https://spam.example"])
      #expect(trapped.status == 422 && !trapped.text.contains("spam.example"))
      #expect(try await guest.get("/join/\(Program.ID.timeOrdered(at: .now()))").status == 404)
      #expect(try await guest.get("/join/nothing").status == 404)
      guest.fields = [("Sec-Fetch-Site", "cross-site")]
      let foreign = try await guest.post(
        "/join/\(shop.id)", ["name": "Eve", "email": "eve@people.example", "agreed": "yes"])
      #expect(foreign.status == 403)
      #expect(try await service.contents() == before)
    }
  }

  @Test func `an e-mail that is known is answered like any other, and opens nothing`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let ada = try await shop.advocate("ada")
      _ = try await shop.hook("https://x.example/", ["advocate.joined"])
      #expect(try await shop.tell("o-1", #","customer":{"email":"carol@people.example"}"#).status == 201)
      let hers = try await shop.portal(of: ada.id)
      var shapes: Set<[String]> = []
      for email in ["ada@people.example", "carol@people.example", "nobody@people.example"] {
        let guest = Guest(service)
        let answer = try await join(guest, shop, email)
        shapes.insert(["\(answer.status)", "\(answer.body.count)"] + answer.fields.map(\.name))
        #expect(try path(answer) != hers)
        let export = try await guest.get("\(path(answer))/export.json").json
        #expect(export["conversions"]?.elements.isEmpty == true)
      }
      #expect(shapes.count == 1)
      // What Carol buys from now on is still hers.
      #expect(try await shop.tell("o-2", #","customer":{"email":"carol@people.example"}"#).status == 201)
      let customers = try await service.pool.query(
        "SELECT count(DISTINCT person_id) AS people FROM conversions"
      ).only.decode("people", as: Int.self)
      #expect(customers == 1)
      // The company is told whom it knows by that e-mail.
      let told = try await service.pool.query("SELECT body FROM outbox ORDER BY id").map {
        try JSON(parsing: Array($0.decode("body", as: String.self).utf8))
      }
      #expect(told.map { $0["data"]?["known_by_email"]?.elements.compactMap(\.text) } == [["ada"], [], []])
    }
  }

  @Test func `nobody earns by buying under the e-mail they joined with`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      _ = try await join(Guest(service), shop, "radia@people.example")
      let radia = try #require(try await advocates(shop).first)
      let code = try #require(radia["link"]?["code"]?.text)
      let click = try await Shop.Browser().follow(
        .init(id: radia["id"]?.text ?? "", link: "/r/\(code)", code: code), service)
      #expect(
        try await shop.tell(
          "o-1", #","click_id":"\#(click)","customer":{"external_id":"c-1","email":"Radia+x@people.example"}"#
        ).status == 201)
      let account = try await shop.account(of: "o-1")
      #expect(account.credits.isEmpty && account.exclusions == ["self_referral"])
    }
  }

  @Test func `joining twice is joining once: the same form, at the same time, or the same browser`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = Guest(service)
      let once = try #require(try await guest.get("/join/\(shop.id)").value(of: "once"))
      let paths = try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<4 {
          group.addTask {
            try await Guest(service).post(
              "/join/\(shop.id)",
              ["name": "Radia", "email": "radia@people.example", "agreed": "yes", "once": once])["location"]
          }
        }
        var paths: Set<String?> = []
        for try await path in group { paths.insert(path) }
        return paths
      }
      #expect(paths.count == 1)
      let first = try path(try await join(guest, shop, "perlman@people.example"))
      #expect(try path(try await join(guest, shop, "Perlman@people.example")) == first)
      #expect(try path(try await join(guest, shop, "somebody@people.example")) != first)
      #expect(try await advocates(shop).count == 3)
      // Whoever learns an id can't send the form in its place.
      let id = try #require(try await advocates(shop).first?["external_id"]?.text)
      #expect(!id.contains(once))
    }
  }

  @Test func `who joins again and again has to wait, and keeps what was typed`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      for _ in 0..<5 { #expect(try await join(Guest(service), shop, "radia@people.example").status == 303) }
      let answer = try await join(Guest(service), shop, "radia@people.example")
      #expect(answer.status == 429 && answer["retry-after"] != nil)
      #expect(answer.text.contains("value=\"radia@people.example\""))
      for number in 0..<14 {
        #expect(try await join(Guest(service), shop, "p\(number)@people.example").status == 303)
      }
      #expect(try await join(Guest(service), shop, "last@people.example").status == 429)
      #expect(try await advocates(shop).count == 19)
    }
  }

  @Test func `where joining is closed nobody becomes one, and who joined before finds their page`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let radia = Guest(service)
      let hers = try path(try await join(radia, shop, "radia@people.example"))
      let form = try await Guest(service).get("/join/\(shop.id)")
      #expect(try await shop.patch("/v1/program", #"{"joining":"closed"}"#).json["joining"]?.text == "closed")
      let before = try await service.contents()
      let guest = Guest(service)
      let shown = try await guest.get("/join/\(shop.id)")
      #expect(shown.status == 200 && shown.text.contains("Joining is closed") && !shown.text.contains("<form"))
      let refused = try await guest.post(
        "/join/\(shop.id)",
        [
          "name": "Eve", "email": "eve@people.example", "agreed": "yes", "once": form.value(of: "once") ?? "",
        ])
      #expect(refused.status == 403 && refused.text.contains("Joining is closed") && !refused.text.contains("<form"))
      #expect(refused["set-cookie"] == nil)
      #expect(try await service.contents() == before)
      #expect(try await radia.get("/join/\(shop.id)").text.contains("href=\"\(hers)\""))
      #expect(try await radia.get(hers).status == 200)
      #expect(try await shop.patch("/v1/program", #"{"joining":"open"}"#).status == 200)
      #expect(try await join(guest, shop, "eve@people.example").status == 303)
    }
  }
}
