import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("The console's inbox", .database)
struct InboxPagesTests {
  private static let inbox = "/console/webhooks/inbox"

  @Test func `a parked delivery is found by what it speaks of, replayed, and lands`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let stripe = try await StripeAccount.connected(to: shop)
      // A refund whose sale does not come for a month is parked.
      try await stripe.deliver(
        StripeAccount.event(
          "evt_refund", "charge.refunded",
          StripeAccount.refunded("ch_1", payment: "pi_1", total: 4_000, of: 10_000)))
      try await stripe.settled()
      service.clock.advance(by: .seconds(31 * 86_400))
      try await service.eventually("it is parked") {
        try await stripe.inbox("?status=parked").count == 1
      }
      try await stripe.deliver(
        StripeAccount.event(
          "evt_sale", "checkout.session.completed", at: service.clock.now,
          StripeAccount.purchase("pi_1", amount: 10_000)))
      try await stripe.settled()

      let guest = try await Guest.signedIn(service, key: shop.key)
      #expect(try await guest.get("/console/webhooks").text.contains("parked"))
      // The parked one comes first, although the other is newer; with its reason.
      let all = try await guest.get(Self.inbox).text
      let (refund, sale) = (all.firstRange(of: "evt_refund"), all.firstRange(of: "evt_sale"))
      #expect(try #require(refund).lowerBound < #require(sale).lowerBound)
      #expect(all.contains("did not come within 30 days"))
      for query in ["q=pi_1", "q=evt_refund", "q=DID+NOT+come", "state=parked", "source=\(stripe.source)"] {
        #expect(try await guest.get("\(Self.inbox)?\(query)").text.contains("evt_refund"), "\(query)")
      }
      for query in ["q=pi_1_", "q=%25", "state=ignored"] {
        #expect(!(try await guest.get("\(Self.inbox)?\(query)").text.contains("evt_refund")), "\(query)")
      }
      let file = try await guest.get("\(Self.inbox).csv?state=parked")
      #expect(file.mediaType == "text/csv" && file.text.split(separator: "\r\n").count == 2)

      let id = try #require(try await stripe.inbox("?status=parked").first?["id"]?.text)
      let page = try await guest.get("\(Self.inbox)/\(id)").text
      #expect(page.contains("Parked:") && page.contains("&quot;amount_refunded&quot;"))
      let replayed = try await guest.submit("\(Self.inbox)/\(id)/replay", from: "\(Self.inbox)/\(id)", [:])
      #expect(replayed.status == 303)
      try await service.eventually("it has landed") {
        try await shop.get("/v1/conversions/pi_1").json["reversed"]?.whole == 4_000
      }
      #expect(try await guest.get("\(Self.inbox)/\(id)").text.contains("/console/conversions/"))
      #expect(try await guest.get("/console/settings/audit").text.contains("delivery evt_refund"))
    }
  }

  @Test func `a form without the session's token changes nothing, nor does one of a key that may not`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let stripe = try await StripeAccount.connected(to: shop)
      let hook = try await shop.hook("https://one.invalid/")
      let made = try await shop.post("/v1/keys", #"{"name":"reader","role":"read"}"#)
      let reader = try await Guest.signedIn(service, key: try #require(made.json["key"]?.text))
      let admin = try await Guest.signedIn(service, key: shop.key)
      let forms = [
        "\(Self.inbox)/replay", "/console/webhooks/sent/replay", "/console/webhooks/sources/new",
        "/console/webhooks/sources/\(stripe.source)", "/console/webhooks/sources/\(stripe.source)/rotate",
        "/console/webhooks/sources/\(stripe.source)/remove", "/console/webhooks/sources/\(stripe.source)/replay",
        "/console/webhooks/endpoints/new", "/console/webhooks/endpoints/\(hook.id)",
        "/console/webhooks/endpoints/\(hook.id)/rotate", "/console/webhooks/endpoints/\(hook.id)/disable",
        "/console/webhooks/endpoints/\(hook.id)/delete", "/console/webhooks/endpoints/\(hook.id)/test",
        "/console/settings", "/console/settings/recount", "/console/settings/keys", "/console/settings/keys/revoke",
      ]
      let before = try await service.contents()
      let fields: KeyValuePairs = [
        "name": "Mallory", "role": "admin", "which": "parked", "provider": "stripe", "secret": "whsec_x",
        "url": "https://evil.example/", "destination": "https://evil.example/", "window_days": "1",
      ]
      for form in forms {
        #expect(try await admin.post(form, fields).status == 403, "\(form) without a token")
        #expect(try await reader.submit(form, from: "/console/webhooks", fields).status == 403, "\(form) by a reader")
      }
      admin.fields = [("Sec-Fetch-Site", "cross-site")]
      #expect(try await admin.submit("/console/settings", from: "/console/settings", fields).status == 403)
      #expect(try await service.contents() == before)

      for page in ["/console/webhooks", Self.inbox, "/console/settings", "/console/settings/keys"] {
        let text = try await reader.get(page).text
        #expect(!text.contains("<button class=\"button primary\""), "\(page) shows a reader what it may not press")
      }
      #expect(try await reader.get("/console/webhooks/sources/new").status == 403)
    }
  }

  @Test func `whatever a payload says, it is shown as text`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service, name: "Tea")
      let evil = "<img src=x onerror=alert(1)>\u{22}\u{338} autofocus"
      let source = try await shop.post(
        "/v1/sources",
        String(
          decoding: JSON.object(["provider": "stripe", "secret": "whsec_evil", "name": .string(evil)]).bytes,
          as: UTF8.self))
      #expect(source.status == 201)
      let stripe = StripeAccount(shop: shop, source: try #require(source.json["id"]?.text), secret: "whsec_evil")
      try await stripe.deliver(StripeAccount.event("evt_<b>1", "<i>odd</i>", #"{"id":"</pre><script>x()</script>"}"#))
      try await stripe.settled()
      let guest = try await Guest.signedIn(service, key: shop.key)
      let id = try #require(try await stripe.inbox().first?["id"]?.text)
      let query = "q=%3Cscript%3E%22%CC%B8"
      for path in [
        Self.inbox, "\(Self.inbox)?\(query)", "\(Self.inbox)/\(id)", "/console/webhooks",
        "/console/webhooks/sources/\(stripe.source)", "/console/settings/audit", "/console/settings/secrets",
      ] {
        let answer = try await guest.get(path)
        #expect(answer.status == 200, "\(path)")
        for raw in ["<img", "<i>", "<b>", "<script>", "\u{22}\u{338}"] {
          // By bytes: a combining mark hides the character before it from a search by characters.
          let isThere = answer.body.indices.contains { answer.body[$0...].starts(with: raw.utf8) }
          #expect(!isThere, "\(path) has \(raw)")
        }
      }
    }
  }
}
