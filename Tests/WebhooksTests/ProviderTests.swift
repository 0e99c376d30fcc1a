import Foundation
import Referrals
import Testing

@testable import Webhooks

@Suite("What every provider promises")
struct ProviderTests {
  private let now = Fixture.now

  private func verify(
    _ scheme: Scheme, _ delivery: RawDelivery, _ secrets: [String], at now: Timestamp? = nil
  ) throws(Rejection) {
    try scheme.provider.verify(delivery, secrets: secrets.map { SigningSecret($0) }, now: now ?? self.now)
  }

  private func signed(_ scheme: Scheme, secret: String, time: Timestamp? = nil) throws -> RawDelivery {
    try scheme.delivery(Fixture(scheme.name, scheme.fixture).body, secret: secret, time: time ?? now)
  }

  @Test func `each provider is listed once, and each is tried here`() {
    #expect(Providers.all.map(\.name).sorted() == Scheme.all.map(\.name).sorted())
    #expect(Providers.named("paypal") == nil)
  }

  @Test(arguments: Scheme.all)
  func `a valid delivery is verified, whatever the case of its fields' names`(scheme: Scheme) throws {
    let secret = try scheme.secret()
    try scheme.provider.validate(secret: secret)
    let delivery = try signed(scheme, secret: secret)
    try verify(scheme, delivery, [secret])
    try verify(
      scheme, RawDelivery(headers: delivery.headers.map { ($0.name.uppercased(), $0.value) }, body: delivery.body),
      [secret])
    #expect(!scheme.provider.handshake(delivery))
    #expect(try scheme.provider.read(delivery, for: Fixture.recipient).isTest == false)
  }

  @Test(arguments: Scheme.all)
  func `a delivery altered by a byte is refused`(scheme: Scheme) throws {
    let secret = try scheme.secret()
    let delivery = try signed(scheme, secret: secret)
    let body = delivery.body
    var altered = [Array(body.dropLast()), body + [0x20], [0x20] + body, []]
    for index in [0, body.count / 3, body.count / 2, body.count - 1] {
      var copy = body
      copy[index] ^= 1
      altered.append(copy)
    }
    for body in altered {
      #expect(throws: Rejection.badSignature) {
        try verify(scheme, RawDelivery(headers: delivery.headers, body: body), [secret])
      }
    }
  }

  @Test(arguments: Scheme.all)
  func `an altered signature, another secret and no secret are refused`(scheme: Scheme) throws {
    let secret = try scheme.secret()
    let delivery = try signed(scheme, secret: secret)
    #expect(throws: Rejection.badSignature) { try verify(scheme, delivery, [try scheme.secret()]) }
    #expect(throws: Rejection.badSignature) { try verify(scheme, delivery, []) }
    for value in ["A", "0", "f", "nonsense", "v1,", "v1=", "t=", "sha256=", ",", "=", "é"] {
      let headers = delivery.headers.map { ($0.name, $0.name == scheme.signature ? value : $0.value) }
      #expect(throws: Rejection.self) {
        try verify(scheme, RawDelivery(headers: headers, body: delivery.body), [secret])
      }
    }
    // The one before the last character holds bits of the signature in every encoding used.
    let headers = delivery.headers.map { field in
      guard field.name == scheme.signature else { return field }
      let digits = scheme.name == "stripe" ? field.value.firstIndex(of: ",")! : field.value.startIndex
      let end =
        scheme.name == "stripe"
        ? field.value.index(digits, offsetBy: 60) : field.value.index(field.value.endIndex, offsetBy: -3)
      var value = field.value
      value.replaceSubrange(end...end, with: value[end] == "a" ? "b" : "a")
      return (field.name, value)
    }
    #expect(throws: Rejection.badSignature) {
      try verify(scheme, RawDelivery(headers: headers, body: delivery.body), [secret])
    }
  }

  @Test(arguments: Scheme.all)
  func `both secrets of a rotation are taken`(scheme: Scheme) throws {
    let (old, new) = (try scheme.secret(), try scheme.secret())
    for secret in [old, new] {
      let delivery = try signed(scheme, secret: secret)
      try verify(scheme, delivery, [old, new])
      try verify(scheme, delivery, [new, old])
    }
  }

  @Test(arguments: Scheme.all)
  func `what is too old or from the future is refused, to the second`(scheme: Scheme) throws {
    let secret = try scheme.secret()
    let delivery = try signed(scheme, secret: secret)
    guard let tolerance = scheme.tolerance else {
      try verify(scheme, delivery, [secret], at: now + .days(365))
      return
    }
    try verify(scheme, delivery, [secret], at: now + .seconds(Int(tolerance.past)))
    try verify(scheme, delivery, [secret], at: now - .seconds(Int(tolerance.future)))
    #expect(throws: Rejection.stale) {
      try verify(scheme, delivery, [secret], at: now + .seconds(Int(tolerance.past) + 1))
    }
    #expect(throws: Rejection.fromTheFuture) {
      try verify(scheme, delivery, [secret], at: now - .seconds(Int(tolerance.future) + 1))
    }
    // Whoever can't sign learns nothing of the clock.
    #expect(throws: Rejection.badSignature) { try verify(scheme, delivery, [try scheme.secret()], at: now + .days(9)) }
  }

  @Test(arguments: Scheme.all)
  func `a part that is missing or stands there twice is named`(scheme: Scheme) throws {
    let secret = try scheme.secret()
    let delivery = try signed(scheme, secret: secret)
    for name in scheme.needed {
      let without = RawDelivery(headers: delivery.headers.filter { $0.name != name }, body: delivery.body)
      #expect(throws: Rejection.missingHeader(name)) { try verify(scheme, without, [secret]) }
      let empty = RawDelivery(
        headers: delivery.headers.map { ($0.name, $0.name == name ? "" : $0.value) }, body: delivery.body)
      #expect(throws: Rejection.missingHeader(name)) { try verify(scheme, empty, [secret]) }
      let twice = RawDelivery(
        headers: delivery.headers + delivery.headers.filter { $0.name == name }, body: delivery.body)
      #expect(throws: Rejection.malformedHeader(name)) { try verify(scheme, twice, [secret]) }
    }
  }

  @Test(arguments: Scheme.all)
  func `a repeated delivery has the same id and means the same`(scheme: Scheme) throws {
    let secret = try scheme.secret()
    let first = try signed(scheme, secret: secret)
    let later = try signed(scheme, secret: secret, time: now + .hours(2))
    let provider = scheme.provider
    let event = try provider.read(first, for: Fixture.recipient)
    #expect(!event.id.isEmpty && event.id.utf8.count <= Limits.externalID)
    #expect(try provider.read(first, for: Fixture.recipient) == event)
    let again = try provider.read(later, for: Fixture.recipient)
    #expect(again.id == event.id)
    #expect(again.meanings == event.meanings)
    if ["woocommerce", "github"].contains(scheme.name) { #expect(event.id == (try OpenSSL.digest(first.body))) }
    guard case .conversion = event.meanings.first else {
      Issue.record("\(scheme) brings a conversion")
      return
    }
  }

  @Test(arguments: Scheme.all)
  func `what we sign is what openssl signs`(scheme: Scheme) throws {
    let secret = try scheme.secret()
    let theirs = try signed(scheme, secret: secret)
    let id = theirs.header("webhook-id") ?? theirs.header("X-Shopify-Webhook-Id") ?? "1"
    let ours = try scheme.provider.sign(
      theirs.body, secret: SigningSecret(secret), id: id, now: now, type: String(scheme.fixture))
    for name in scheme.needed {
      let value = ours.first { $0.name == name }?.value
      #expect(value?.isEmpty == false)
      #expect(theirs.header(name)?.hasPrefix(value ?? "-") == true)
    }
    try verify(scheme, RawDelivery(headers: ours, body: theirs.body), [secret])
  }

  @Test func `Ed25519 signatures of openssl are verified by the public key alone`() throws {
    let body = Array(#"{"type":"person.updated"}"#.utf8)
    let content = Array("msg_1.\(now.seconds).".utf8) + body
    let (signature, key) = try OpenSSL.ed25519(content)
    let headers = [
      (name: "webhook-id", value: "msg_1"), ("webhook-timestamp", "\(now.seconds)"),
      ("webhook-signature", "v1a,\(try OpenSSL.base64(signature))"),
    ]
    let secret = "whpk_" + (try OpenSSL.base64(key))
    try Standard().validate(secret: secret)
    let sources = [SigningSecret.generate(), SigningSecret(secret)]
    try Standard().verify(RawDelivery(headers: headers, body: body), secrets: sources, now: now)
    #expect(throws: Rejection.badSignature) {
      try Standard().verify(RawDelivery(headers: headers, body: body + [0x20]), secrets: sources, now: now)
    }
  }

  @Test(arguments: Scheme.all)
  func `an empty secret, one of two lines and one with space around it are refused`(scheme: Scheme) {
    for secret in ["", " ", "a\nb", " abc", "abc ", "abc\u{0}", String(repeating: "a", count: 513)] {
      #expect(throws: InvalidSecret.self) { try scheme.provider.validate(secret: secret) }
    }
  }

  @Test func `GitHub's own example holds`() throws {
    let delivery = RawDelivery(
      headers: [
        ("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
      ], body: Array("Hello, World!".utf8))
    try GitHub().verify(delivery, secrets: [SigningSecret("It's a Secret to Everybody")], now: now)
  }

  @Test func `Stripe takes one of several signatures, and never the old scheme alone`() throws {
    let scheme = Scheme.all[0]
    let secret = try scheme.secret()
    let delivery = try signed(scheme, secret: secret)
    let parts = delivery.header("Stripe-Signature")!.split(separator: ",")
    func verify(_ value: String) throws(Rejection) {
      try self.verify(scheme, RawDelivery(headers: [("Stripe-Signature", value)], body: delivery.body), [secret])
    }
    let wrong = "v1=\(String(repeating: "0", count: 64))"
    try verify("\(parts[0]),\(wrong),\(parts[1])")
    try verify("\(parts[1]), \(parts[0]),scheme=x")
    #expect(throws: Rejection.badSignature) { try verify("\(parts[0]),v0=\(parts[1].dropFirst(3))") }
    #expect(throws: Rejection.badSignature) { try verify("\(parts[0]),\(wrong)") }
    #expect(throws: Rejection.malformedHeader("Stripe-Signature")) { try verify("\(parts[1])") }
    #expect(throws: Rejection.malformedHeader("Stripe-Signature")) { try verify("\(parts[0]),\(parts[0]),\(parts[1])") }
    #expect(throws: Rejection.malformedHeader("Stripe-Signature")) { try verify("t=-5,\(parts[1])") }
    #expect(throws: Rejection.malformedHeader("Stripe-Signature")) { try verify("t=99999999999999999999,\(parts[1])") }
  }

  @Test func `only WooCommerce greets, and only without a signature`() {
    func delivery(_ body: String, signed: Bool = false) -> RawDelivery {
      RawDelivery(headers: signed ? [("x-wc-webhook-signature", "AAAA")] : [], body: Array(body.utf8))
    }
    for provider in Providers.all {
      #expect(provider.handshake(delivery("webhook_id=7")) == (provider.name == "woocommerce"))
      for body in ["", "webhook_id=", "webhook_id=7&x=1", "webhook_id=-7", "{}", "webhook_id=123456789012345678901"] {
        #expect(!provider.handshake(delivery(body)))
      }
      #expect(!provider.handshake(delivery("webhook_id=7", signed: true)))
    }
  }

  @Test func `Shopify's time may be missing, but not be nonsense`() throws {
    let scheme = Scheme.all[1]
    let secret = try scheme.secret()
    let delivery = try signed(scheme, secret: secret)
    func with(_ time: String?) -> RawDelivery {
      var headers = delivery.headers.filter { $0.name != "X-Shopify-Triggered-At" }
      if let time { headers.append(("X-Shopify-Triggered-At", time)) }
      return RawDelivery(headers: headers, body: delivery.body)
    }
    try verify(scheme, with(nil), [secret])
    try verify(scheme, with("2026-04-30T23:00:27.877041743Z"), [secret])
    #expect(throws: Rejection.malformedHeader("X-Shopify-Triggered-At")) {
      try verify(scheme, with("yesterday"), [secret])
    }
  }
}
