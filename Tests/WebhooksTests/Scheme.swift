import Foundation
import Referrals

@testable import Webhooks

/// What a provider's own code would send, made with openssl, and what its scheme promises.
struct Scheme: Sendable, CustomStringConvertible {
  var name: String
  /// A file that its deliveries bring.
  var fixture: String
  /// Fields without which nothing is proven.
  var needed: [String]
  /// The field with the signature.
  var signature: String
  /// How old a delivery may be, in seconds, and how far ahead; `nil` where the scheme has no time.
  var tolerance: (past: Int64, future: Int64)?

  var description: String { name }
  var provider: any Provider { Providers.named(name)! }

  static let all = [
    Scheme(
      name: "stripe", fixture: "checkout.session.completed", needed: ["Stripe-Signature"],
      signature: "Stripe-Signature", tolerance: (300, 300)),
    Scheme(
      name: "shopify", fixture: "orders/paid", needed: ["X-Shopify-Hmac-Sha256", "X-Shopify-Topic"],
      signature: "X-Shopify-Hmac-Sha256", tolerance: (48 * 3600, 300)),
    Scheme(
      name: "woocommerce", fixture: "order.created", needed: ["X-WC-Webhook-Signature", "X-WC-Webhook-Topic"],
      signature: "X-WC-Webhook-Signature", tolerance: nil),
    Scheme(
      name: "standard", fixture: "conversion.created",
      needed: ["webhook-id", "webhook-timestamp", "webhook-signature"], signature: "webhook-signature",
      tolerance: (300, 300)),
    Scheme(
      name: "github", fixture: "conversion.created", needed: ["X-Hub-Signature-256"],
      signature: "X-Hub-Signature-256", tolerance: nil),
  ]

  /// A new secret of the provider's form.
  func secret() throws -> String {
    let bytes = (0..<32).map { _ in UInt8.random(in: 0...255) }
    switch name {
    case "standard": return "whsec_" + (try OpenSSL.base64(bytes))
    case "stripe": return "whsec_" + bytes.map { String(format: "%02x", $0) }.joined()
    default: return "It's a secret: " + bytes.map { String(format: "%02x", $0) }.joined()
    }
  }

  /// A body as the provider would send it.
  func delivery(_ body: [UInt8], secret: String, time: Timestamp) throws -> RawDelivery {
    let type = String(fixture.prefix { $0 != "+" })
    let key = Array(secret.utf8)
    var headers = [(name: "Content-Type", value: "application/json")]
    switch name {
    case "stripe":
      let code = try OpenSSL.hmac(Array("\(time.seconds).".utf8) + body, key: key)
      let digits = code.map { String(format: "%02x", $0) }.joined()
      headers.append(("Stripe-Signature", "t=\(time.seconds),v1=\(digits),v0=\(String(digits.reversed()))"))
    case "shopify":
      headers += [
        ("X-Shopify-Topic", type), ("X-Shopify-Hmac-Sha256", try OpenSSL.base64(OpenSSL.hmac(body, key: key))),
        ("X-Shopify-Webhook-Id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"),
        ("X-Shopify-Triggered-At", "\(Timestamp(seconds: time.seconds))"),
      ]
    case "woocommerce":
      headers += [
        ("X-WC-Webhook-Topic", type), ("X-WC-Webhook-Signature", try OpenSSL.base64(OpenSSL.hmac(body, key: key))),
        ("X-WC-Webhook-Delivery-ID", "\(UInt32.random(in: 1...UInt32.max))"),
      ]
    case "standard":
      let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
      let key = Array(Data(base64Encoded: String(secret.dropFirst(6)))!)
      let code = try OpenSSL.hmac(Array("\(id).\(time.seconds).".utf8) + body, key: key)
      headers += [
        ("webhook-id", id), ("webhook-timestamp", "\(time.seconds)"),
        ("webhook-signature", "v1,\(try OpenSSL.base64(code))"),
      ]
    default:
      let digits = try OpenSSL.hmac(body, key: key).map { String(format: "%02x", $0) }.joined()
      headers.append(("X-Hub-Signature-256", "sha256=\(digits)"))
    }
    return RawDelivery(headers: headers, body: body)
  }
}
