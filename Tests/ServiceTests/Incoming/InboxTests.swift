import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("The inbox", .database)
struct InboxTests {
  private static let sale = StripeAccount.event(
    "evt_1", "checkout.session.completed", StripeAccount.purchase("pi_1", amount: 10_000))

  @Test func `refuses what is not signed, not fresh or not of its form, changes nothing, and counts it`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let stripe = try await StripeAccount.connected(to: shop)
      let before = try await service.contents()
      let body = Self.sale
      let now = service.clock.now

      func refused(
        _ status: Int, _ body: String, _ signature: String?, source: String? = nil,
        at location: SourceLocation = #_sourceLocation
      ) async throws {
        let answer = try await service.ask(
          "POST", "/hooks/\(source ?? stripe.source)", body: Array(body.utf8),
          fields: signature.map { [("Stripe-Signature", $0)] } ?? [], at: location)
        #expect(answer.status == status, "\(answer.text)", sourceLocation: location)
        #expect(answer.mediaType == "application/problem+json", sourceLocation: location)
        #expect(!answer.text.contains(stripe.secret), sourceLocation: location)
      }

      func signed(_ body: String) -> String { stripe.signature(body, at: now) }

      try await refused(404, body, signed(body), source: "01920000-0000-7000-8000-000000000000")
      try await refused(404, body, signed(body), source: "nobody")
      try await refused(401, body, nil)
      try await refused(401, body, "")
      try await refused(401, body, "t=1,v0=00")
      try await refused(401, body + " ", signed(body))
      try await refused(401, body, stripe.signature(body, at: now - .minutes(6)))
      try await refused(401, body, stripe.signature(body, at: now + .minutes(6)))
      for broken in ["", "not JSON", #"{"id":"evt_1""#] { try await refused(400, broken, signed(broken)) }
      for other in ["[]", "{}", #"{"id":7,"type":"invoice.paid"}"#] { try await refused(422, other, signed(other)) }
      for amount in ["-1", "99999999999999999999", "1.5", #""100""#] {
        let absurd = body.replacing("\"amount_total\":10000", with: "\"amount_total\":\(amount)")
        try await refused(422, absurd, signed(absurd))
      }
      let huge = body + String(repeating: " ", count: 1 << 20)
      try await refused(413, huge, signed(huge))

      #expect(try await service.contents() == before)
      let page = try await HTTPWire.ask("GET", "/metrics", port: service.port).text
      for (outcome, count) in [("bad_signature", 2), ("stale", 1), ("not_json", 3), ("unusable", 7)] {
        let line = #"resonance_webhook_deliveries_total{provider="stripe",outcome="\#(outcome)"} \#(count)"#
        #expect(page.contains(line), "\(outcome)")
      }
      #expect(page.contains(#"_count{method="POST",route="/hooks/{source_id}",status="413"} 1"#))
      try await stripe.deliver(body)
    }
  }

  @Test func `keeps events of types that are not used, and says so`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let stripe = try await StripeAccount.connected(to: shop)
      try await stripe.deliver(StripeAccount.event("evt_1", "payout.paid", #"{"id":"po_1","object":"payout"}"#))
      try await stripe.settled()
      let entry = try #require(try await stripe.inbox().first)
      #expect(entry["status"] == "ignored" && entry["type"] == "payout.paid" && entry["reason"]?.text != nil)
      let whole = try await shop.get("/v1/inbox/\(entry["id"]?.text ?? "")").json
      #expect(whole["body"]?["data"]?["object"]?["id"] == "po_1")
    }
  }

  @Test func `keeps test events apart, unless the source takes them`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let stripe = try await StripeAccount.connected(to: shop)
      let sale = StripeAccount.event(
        "evt_1", "checkout.session.completed", isLive: false, StripeAccount.purchase("pi_1", amount: 10_000))
      try await stripe.deliver(sale)
      try await stripe.settled()
      let entry = try #require(try await stripe.inbox("?status=test").first)
      #expect(entry["reason"]?.text?.contains("pi_1") == true)
      #expect(try await shop.get("/v1/conversions").json["data"]?.elements.isEmpty == true)

      #expect(try await shop.patch("/v1/sources/\(stripe.source)", #"{"accepts_test":true}"#).status == 200)
      #expect(try await shop.post("/v1/inbox/\(entry["id"]?.text ?? "")/replay", "").status == 200)
      #expect(try await shop.replaysInAuditLog() == ["delivery evt_1 ×1 by first …\(shop.key.suffix(4))"])
      try await stripe.settled()
      #expect(try await shop.get("/v1/conversions").json["data"]?.elements.count == 1)
    }
  }

  @Test func `takes both secrets while one replaces the other, and then the new one`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      var stripe = try await StripeAccount.connected(to: shop, secret: "whsec_old")
      let old = stripe
      let rotated = try await shop.post("/v1/sources/\(stripe.source)/rotate", #"{"secret":"whsec_new"}"#)
      #expect(rotated.status == 200 && rotated.json["former_secret_until"]?.text != nil)
      stripe.secret = "whsec_new"
      try await old.deliver(StripeAccount.event("evt_1", "payout.paid", "{}"))
      try await stripe.deliver(StripeAccount.event("evt_2", "payout.paid", "{}"))
      service.clock.advance(by: .days(1) + .seconds(1))
      #expect(try await old.post(StripeAccount.event("evt_3", "payout.paid", "{}")).status == 401)
      try await stripe.deliver(StripeAccount.event("evt_4", "payout.paid", "{}"))

      let removed = try await service.ask("DELETE", "/v1/sources/\(stripe.source)", key: shop.key)
      #expect(removed.status == 204)
      #expect(try await stripe.post(StripeAccount.event("evt_5", "payout.paid", "{}")).status == 404)
      #expect(try await stripe.inbox().count == 3)
    }
  }

  @Test func `parks what can never be used with the reason, and lets it be replayed once it can`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let stripe = try await StripeAccount.connected(to: shop)
      try await stripe.deliver(Self.sale)
      #expect(try await shop.reverse("pi_1", 6_000, as: "by-hand").status == 201)
      try await stripe.deliver(
        StripeAccount.event(
          "evt_2", "charge.dispute.created",
          StripeAccount.dispute("dp_1", payment: "pi_1", amount: 10_000, status: "needs_response")))
      try await stripe.settled()
      let parked = try #require(try await stripe.inbox("?status=parked").first)
      #expect(parked["reason"]?.text?.contains("40.00 EUR is left") == true, "\(parked["reason"]?.text ?? "")")
      #expect(try await shop.account(of: "pi_1").net == 4_000)

      #expect(try await shop.void("by-hand", of: "pi_1").status == 201)
      let replayed = try await shop.post("/v1/sources/\(stripe.source)/replay", "")
      #expect(replayed.json["replayed"] == 1)
      #expect(try await shop.replaysInAuditLog().first?.hasPrefix("all parked deliveries of ") == true)
      try await stripe.settled()
      #expect(try await shop.account(of: "pi_1").net == 0)
      #expect(try await stripe.inbox("?status=parked").isEmpty)
    }
  }

  @Test func `of another program is not to be seen`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let stripe = try await StripeAccount.connected(to: shop)
      try await stripe.deliver(Self.sale)
      try await stripe.settled()
      let delivery = try #require(try await stripe.inbox().first?["id"]?.text)
      let other = try await Shop.open(service, name: "Other")
      #expect(try await other.get("/v1/inbox").json["data"]?.elements.isEmpty == true)
      #expect(try await other.get("/v1/inbox/\(delivery)").status == 404)
      #expect(try await other.get("/v1/sources").json["data"]?.elements.isEmpty == true)
      #expect(try await other.get("/v1/sources/\(stripe.source)").status == 404)
      #expect(try await other.post("/v1/sources/\(stripe.source)/rotate", #"{"secret":"x"}"#).status == 404)
      #expect(try await other.post("/v1/sources/\(stripe.source)/replay", "").status == 404)
      #expect(try await other.post("/v1/inbox/\(delivery)/replay", "").status == 404)
    }
  }
}
