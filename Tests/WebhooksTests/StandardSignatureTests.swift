import Referrals
import Testing

@testable import Webhooks

@Suite("Signatures of Standard Webhooks")
struct StandardSignatureTests {
  /// The vectors of the specification's own libraries.
  private let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
  private let time = Timestamp(seconds: 1_614_265_330)
  private let body = Array(#"{"test": 2432232314}"#.utf8)
  private static let shared = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private static let sharedSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
  private static let publicKey = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
  private static let publicSignature =
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="

  private func verify(_ signature: String, secrets: [String], id: String? = nil, time: String? = nil) throws(Rejection)
  {
    let delivery = RawDelivery(
      headers: [
        ("Webhook-Id", id ?? self.id), ("WEBHOOK-TIMESTAMP", time ?? "\(self.time.seconds)"),
        ("webhook-signature", signature),
      ], body: body)
    try Standard().verify(delivery, secrets: secrets.map { SigningSecret($0) }, now: self.time)
  }

  @Test(arguments: [
    (sharedSignature, shared), (publicSignature, publicKey), ("v2,AAAA \(publicSignature) \(sharedSignature)", shared),
    ("\(sharedSignature) \(publicSignature)", publicKey), ("v1,AAAA \(sharedSignature)", shared),
  ])
  func `the specification's vectors hold, alone and in a list`(signature: String, secret: String) {
    #expect(throws: Never.self) { try verify(signature, secrets: [secret]) }
    #expect(throws: Never.self) { try verify(signature, secrets: [SigningSecret.generate().text, secret]) }
  }

  @Test(arguments: [
    "v1,", "v1a,", "v1", ",", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE", "v1,g0hM9SsE+OTPJTGt",
    "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    "v1,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=,v1", "V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    "v1,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe4=",
  ])
  func `what is no signature proves nothing`(signature: String) {
    #expect(throws: Rejection.badSignature) { try verify(signature, secrets: [Self.shared]) }
    #expect(throws: Rejection.badSignature) { try verify(signature, secrets: [Self.publicKey]) }
    #expect(throws: Rejection.badSignature) { try verify(Self.sharedSignature, secrets: []) }
  }

  @Test(arguments: ["", "1614265330.0", "+1614265330", "0x60378db2", "soon", " 1614265330", "99999999999999999999"])
  func `a time that is not whole seconds is malformed`(time: String) {
    let expected: Rejection =
      time.isEmpty ? .missingHeader("webhook-timestamp") : .malformedHeader("webhook-timestamp")
    #expect(throws: expected) { try verify(Self.sharedSignature, secrets: [Self.shared], time: time) }
  }

  @Test(arguments: ["a.b", "a b", "é", String(repeating: "x", count: 256)])
  func `an id with a dot or beyond visible ASCII is malformed`(id: String) {
    #expect(throws: Rejection.malformedHeader("webhook-id")) {
      try verify(Self.sharedSignature, secrets: [Self.shared], id: id)
    }
  }

  @Test(arguments: [
    "", "whsec_", "secret", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa8",
    "whsec_\(String(repeating: "A", count: 30))==", "whsec_\(String(repeating: "A", count: 88))",
    "whsec_ MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",
  ])
  func `what is no secret to verify by is refused, and says why`(secret: String) {
    let error = #expect(throws: InvalidSecret.self) { try Standard().validate(secret: secret) }
    #expect(error?.description.hasSuffix(".") == true)
    #expect(throws: Rejection.badSignature) { try verify(Self.sharedSignature, secrets: [secret]) }
  }

  @Test func `Svix's names for the same fields serve alike, but never some of each`() throws {
    let secrets = [SigningSecret(Self.shared)]
    let named = { (names: [String]) in
      RawDelivery(
        headers: Array(zip(names, [self.id, "\(self.time.seconds)", Self.sharedSignature])).map { ($0.0, $0.1) },
        body: self.body)
    }
    try Standard().verify(named(["Svix-Id", "svix-timestamp", "svix-signature"]), secrets: secrets, now: time)
    for mixed in [
      ["svix-id", "svix-timestamp", "webhook-signature"], ["webhook-id", "svix-timestamp", "svix-signature"],
      ["svix-id", "webhook-timestamp", "svix-signature"],
    ] {
      #expect(throws: Rejection.self, "\(mixed)") {
        try Standard().verify(named(mixed), secrets: secrets, now: time)
      }
    }
    #expect(throws: Rejection.missingHeader("svix-id")) {
      try Standard().verify(named(["x", "svix-timestamp", "svix-signature"]), secrets: secrets, now: time)
    }
  }

  @Test func `generated secrets are valid, different and never shown`() throws {
    let (one, other) = (SigningSecret.generate(), SigningSecret.generate())
    try Standard().validate(secret: one.text)
    #expect(one != other)
    var dumped = ""
    dump(one, to: &dumped)
    for shown in ["\(one)", String(reflecting: one), "\([one])", "\(Optional(one) as Any)", dumped] {
      #expect(!shown.contains(one.text.dropFirst(6)))
    }
  }

  @Test func `what is sent is signed with each secret, and each receiver can verify it`() throws {
    let old = SigningSecret(Self.shared)
    let headers = try StandardSignature.headers(
      id: id, timestamp: time, body: body, secrets: [SigningSecret.generate(), old])
    #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
    #expect(headers[2].value.split(separator: " ").map(String.init).last == Self.sharedSignature)
    let delivery = RawDelivery(headers: headers, body: body)
    #expect(throws: Never.self) { try Standard().verify(delivery, secrets: [old], now: time) }
  }
}
