import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Settings and keys in the console", .database)
struct SettingsPagesTests {
  private static let settings = "/console/settings"

  @Test func `settings are changed, written to the audit log with who and what, and take effect by a recount`()
    async throws
  {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      #expect(try await shop.tell("order-1").status == 201)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let refused = try await guest.submit(
        Self.settings, from: Self.settings,
        ["name": "Renamed", "destination": "https://shop.example/new", "window_days": "0", "model": "linear"])
      #expect(refused.status == 422)
      #expect(refused.text.contains("value=\"Renamed\"") && refused.text.contains("value=\"0\""))
      #expect(try await shop.get("/v1/program").json["name"]?.text == "Analytical Engines")

      let saved = try await guest.submit(
        Self.settings, from: Self.settings,
        [
          "name": "Renamed", "destination": "https://shop.example/new", "window_days": "30", "model": "linear",
          "exposure_hops": "3",
        ])
      #expect(saved.status == 303)
      let program = try await shop.get("/v1/program").json
      #expect(program["name"]?.text == "Renamed" && program["attribution"]?["window_days"]?.whole == 30)
      let page = try await guest.get(Self.settings).text
      #expect(
        page.contains("Reports count otherwise yet") && page.contains("Window: 90 days; the settings say 30 days"))
      let begun = try await guest.submit("\(Self.settings)/recount", from: Self.settings, [:])
      #expect(begun["location"] == "/console/work/run-2")
      try await service.eventually("the recount is done") {
        try await guest.get("/console/work/run-2").text.contains("Done: 1 of 1.")
      }
      #expect(!(try await guest.get(Self.settings).text.contains("Reports count otherwise yet")))

      #expect(try await shop.patch("/v1/program", #"{"name":"By the API"}"#).status == 200)
      let log = try await guest.get("/console/settings/audit.csv").text
      let who = "first …\(shop.key.suffix(4))"
      for words in [
        "Analytical Engines → Renamed", "window days: 90 → 30", "exposure hops: 2 → 3", "Renamed → By the API",
        "run 2",
      ] {
        let line = try #require(log.split(separator: "\r\n").first { $0.contains(words) }, "\(words)")
        #expect(line.contains(who))
      }
      #expect(!(try await guest.get("/console/settings/audit?of=key").text.contains("Renamed")))
      #expect(try await guest.get("/console/settings/audit?q=renamed&by=FIRST").text.contains("By the API"))
    }
  }

  @Test func `a key is made, shown once, opens what its role allows, and nothing once it is taken back`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let keys = "\(Self.settings)/keys"
      let nameless = try await guest.submit(keys, from: keys, ["name": "", "role": "read"])
      #expect(nameless.status == 422 && nameless.text.contains("role=\"alert\""))
      let made = try await guest.submit(keys, from: keys, ["name": "the <shop>", "role": "operate"])
      let key = String(try #require(made.text.firstMatch(of: /value="(rsk_[0-9A-Za-z]+)"/)).1)
      let list = try await guest.get(keys).text
      #expect(list.contains("the &lt;shop&gt;") && list.contains("…\(key.suffix(4))") && !list.contains(key))
      #expect(try await service.ask("GET", "/v1/program", key: key).status == 200)
      #expect(try await service.ask("PATCH", "/v1/program", key: key, json: #"{"name":"x"}"#).status == 403)
      #expect(try await service.ask("POST", "/v1/keys", key: key, json: #"{"name":"x","role":"admin"}"#).status == 403)
      let operating = try await Guest.signedIn(service, key: key)
      #expect(try await operating.get("/console/webhooks").status == 200)

      let entries = try await shop.get("/v1/keys").json["data"]?.elements ?? []
      let id = try #require(entries.first { $0["hint"]?.text == String(key.suffix(4)) }?["id"]?.text)
      let own = try #require(entries.first { $0["hint"]?.text == String(shop.key.suffix(4)) }?["id"]?.text)
      #expect(try await guest.submit("\(keys)/revoke", from: keys, ["key": own]).status == 409, "the last one")
      #expect(try await guest.submit("\(keys)/revoke", from: keys, ["key": id]).status == 303)
      #expect(try await service.ask("GET", "/v1/program", key: key).status == 401)
      #expect(try await operating.get("/console/webhooks").status == 303)
      let log = try await guest.get("\(Self.settings)/audit.csv").text
      #expect(log.contains("key: made,the <shop> …") && log.contains("key: revoked"))
      #expect(!log.contains(key))
    }
  }

  @Test func `the settings of one program are out of another's reach`() async throws {
    try await LiveService.run { service in
      let (one, two) = (try await Shop.open(service), try await Shop.open(service, name: "Other"))
      let hook = try await one.hook("https://one.invalid/")
      let stripe = try await StripeAccount.connected(to: one)
      let key = try #require(try await one.get("/v1/keys").json["data"]?.elements.first?["id"]?.text)
      let guest = try await Guest.signedIn(service, key: two.key)
      for path in [
        "/console/webhooks/endpoints/\(hook.id)", "/console/webhooks/sources/\(stripe.source)", "/console/work/run-7",
      ] {
        #expect(try await guest.get(path).status == 404, "\(path)")
      }
      let before = try await service.contents()
      for path in ["endpoints/\(hook.id)/delete", "sources/\(stripe.source)/remove"] {
        #expect(
          try await guest.submit("/console/webhooks/\(path)", from: "/console/webhooks/sources/new", [:]).status
            == 404)
      }
      let keys = "\(Self.settings)/keys"
      #expect(try await guest.submit("\(keys)/revoke", from: keys, ["key": key]).status == 404)
      #expect(try await service.contents() == before)
      #expect(!(try await guest.get("\(Self.settings)/audit").text.contains("one.invalid")))
    }
  }
}
