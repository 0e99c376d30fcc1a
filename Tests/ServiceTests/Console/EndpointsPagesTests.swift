import HTTPServer
import HTTPTypes
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Sources and endpoints in the console", .database)
struct EndpointsPagesTests {
  @Test func `an endpoint is added, tried by a signed event whose answer is shown, rotated, switched off and deleted`()
    async throws
  {
    try await LiveService.runSending { service in
      try await Receiver.run(answer: { _, _ in Response(.ok, body: .text("thanks <b>a lot</b>")) }) { receiver in
        let shop = try await Shop.open(service)
        let guest = try await Guest.signedIn(service, key: shop.key)
        let new = "/console/webhooks/endpoints/new"
        let refused = try await guest.submit(new, from: new, ["url": "nowhere", "description": "my CRM"])
        #expect(refused.status == 422 && refused.text.contains("value=\"nowhere\""), "what was typed is kept")
        #expect(refused.text.contains("my CRM") && refused.text.contains("aria-invalid"))
        let made = try await guest.submit(
          new, from: new, ["url": receiver.url(), "events": "link.created", "description": "my CRM"])
        #expect(made.status == 200)
        let secret = String(try #require(made.text.firstMatch(of: /value="(whsec_[^"]+)"/)).1)
        let id = String(try #require(made.text.firstMatch(of: /endpoints\/([0-9a-f-]{36})/)).1)
        let path = "/console/webhooks/endpoints/\(id)"

        let tried = try await guest.submit("\(path)/test", from: path, [:])
        let sent = try #require(tried["location"])
        try await service.eventually("the answer is shown") {
          try await guest.get(sent).text.contains("thanks &lt;b&gt;a lot&lt;/b&gt;")
        }
        let arrival = try #require(receiver.arrivals.first)
        #expect(arrival.type == "endpoint.test")
        #expect(try await arrival.signature(by: secret) == arrival.signature)
        // A page that waits too long for a connection to the database says so, and is looked at again.
        try await service.eventually("it is found by its id") {
          try await guest.get("/console/webhooks/sent?q=\(arrival.id)").text.contains("answered 200")
        }

        let rotated = try await guest.submit("\(path)/rotate", from: path, [:])
        #expect(rotated.text.contains("whsec_") && !rotated.text.contains(secret))
        let shown = try await guest.get(path).text
        #expect(!shown.contains("whsec_"), "a secret is shown once")
        #expect(try await guest.submit("\(path)/disable", from: path, [:]).status == 303)
        #expect(try await guest.get(path).text.contains("switched off"))
        #expect(try await guest.submit("\(path)/test", from: path, [:]).status == 409)
        #expect(try await guest.submit("\(path)/delete", from: path, [:]).status == 303)
        #expect(try await guest.get(path).status == 404)
        let log = try await guest.get("/console/settings/audit.csv").text
        for action in ["endpoint: made", "endpoint: secret rotated", "endpoint: changed", "endpoint: deleted"] {
          #expect(log.contains(action), "\(action)")
        }
        #expect(log.contains("first …\(shop.key.suffix(4))") && !log.contains("whsec_"))
      }
    }
  }

  @Test func `a source is added, changed, given another secret and removed`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let new = "/console/webhooks/sources/new"
      let refused = try await guest.submit(new, from: new, ["provider": "shopify", "name": "My shop", "secret": ""])
      #expect(refused.status == 422 && refused.text.contains("value=\"My shop\""))
      let made = try await guest.submit(
        new, from: new, ["provider": "stripe", "name": "My shop", "secret": "whsec_one"])
      let path = try #require(made["location"])
      let source = String(path.split(separator: "/").last ?? "")
      #expect(try await guest.get(path).text.contains("\(service.origin)/hooks/\(source)"))
      var stripe = StripeAccount(shop: shop, source: source, secret: "whsec_one")
      try await stripe.deliver(StripeAccount.event("evt_1", "payout.paid", #"{"id":"po_1"}"#))
      #expect(
        try await guest.submit("\(path)/rotate", from: path, ["secret": "whsec_two", "overlap_hours": "0"]).status
          == 303)
      #expect(try await stripe.post(StripeAccount.event("evt_2", "payout.paid", #"{"id":"po_2"}"#)).status == 401)
      stripe.secret = "whsec_two"
      try await stripe.deliver(StripeAccount.event("evt_2", "payout.paid", #"{"id":"po_2"}"#))
      let wrong = try await guest.submit("\(path)/rotate", from: path, ["secret": "x", "overlap_hours": "soon"])
      #expect(wrong.status == 422 && wrong.text.contains("value=\"soon\""))
      #expect(try await guest.submit(path, from: path, ["name": "Other", "accepts_test": "on"]).status == 303)
      #expect(try await guest.get("/console/webhooks/sources.csv").text.contains("Other,stripe,count,0,"))
      #expect(try await guest.submit("\(path)/remove", from: path, [:]).status == 303)
      #expect(try await guest.get(path).status == 404)
      let log = try await guest.get("/console/settings/audit?of=source").text
      for words in ["source: made", "source: changed", "source: secret rotated", "source: removed", "My shop → Other"] {
        #expect(log.contains(words), "\(words)")
      }
      #expect(!log.contains("whsec_"))
    }
  }
}
