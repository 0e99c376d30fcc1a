import Crypto
import Foundation
import Postgres
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

/// A Stripe account as its webhooks show it: events of its shapes, signed as it signs.
struct StripeAccount: Sendable {
  let shop: Shop
  let source: String
  var secret: String

  /// An account whose events go to a source of the shop's.
  static func connected(to shop: Shop, secret: String = "whsec_test_5d1", acceptsTest: Bool = false) async throws
    -> StripeAccount
  {
    let made = try await shop.post(
      "/v1/sources", #"{"provider":"stripe","secret":"\#(secret)","accepts_test":\#(acceptsTest)}"#)
    #expect(made.status == 201)
    return StripeAccount(shop: shop, source: try #require(made.json["id"]?.text), secret: secret)
  }

  /// An event around an object.
  static func event(
    _ id: String, _ type: String, isLive: Bool = true, at time: Timestamp = .now(), _ object: String
  ) -> String {
    #"{"id":"\#(id)","object":"event","api_version":"2024-06-20","created":\#(time.seconds),"livemode":\#(isLive),"type":"\#(type)","pending_webhooks":1,"request":{"id":null},"data":{"object":\#(object)}}"#
  }

  /// A one-time purchase that was paid.
  static func purchase(
    _ payment: String, amount: Int64, click: String? = nil, email: String = "carol@people.example"
  ) -> String {
    #"{"id":"cs_\#(payment)","object":"checkout.session","mode":"payment","payment_status":"paid","payment_intent":"\#(payment)","amount_total":\#(amount),"amount_subtotal":\#(amount),"currency":"eur","client_reference_id":\#(click.map { "\"\($0)\"" } ?? "null"),"customer":null,"customer_details":{"email":"\#(email)"},"metadata":{},"created":\#(Timestamp.now().seconds)}"#
  }

  /// The checkout that began a subscription.
  static func subscribing(invoice: String, subscription: String, customer: String, click: String?) -> String {
    #"{"id":"cs_\#(invoice)","object":"checkout.session","mode":"subscription","payment_status":"paid","payment_intent":null,"invoice":"\#(invoice)","subscription":"\#(subscription)","amount_total":2000,"amount_subtotal":2000,"currency":"eur","client_reference_id":\#(click.map { "\"\($0)\"" } ?? "null"),"customer":"\#(customer)","customer_details":{"email":"\#(customer)@people.example"},"metadata":{},"created":\#(Timestamp.now().seconds)}"#
  }

  /// A payment of a subscription.
  static func invoice(
    _ id: String, subscription: String, customer: String, amount: Int64, reason: String = "subscription_cycle"
  ) -> String {
    #"{"id":"\#(id)","object":"invoice","billing_reason":"\#(reason)","amount_paid":\#(amount),"currency":"eur","customer":"\#(customer)","customer_email":"\#(customer)@people.example","subscription":"\#(subscription)","payment_intent":"pi_\#(id)","charge":"ch_\#(id)","metadata":{}}"#
  }

  /// A charge of which so much has been paid back in all.
  static func refunded(_ charge: String, payment: String, total: Int64, of amount: Int64) -> String {
    #"{"id":"\#(charge)","object":"charge","amount":\#(amount),"amount_refunded":\#(total),"currency":"eur","payment_intent":"\#(payment)","refunded":\#(total == amount),"created":\#(Timestamp.now().seconds)}"#
  }

  /// A dispute.
  static func dispute(_ id: String, payment: String, amount: Int64, status: String) -> String {
    #"{"id":"\#(id)","object":"dispute","amount":\#(amount),"currency":"eur","charge":"ch_x","payment_intent":"\#(payment)","reason":"fraudulent","status":"\#(status)","created":\#(Timestamp.now().seconds)}"#
  }

  /// The signature of a body at a time, made here and not by what is tested.
  func signature(_ body: String, at time: Timestamp) -> String {
    let code = HMAC<SHA256>.authenticationCode(
      for: Data("\(time.seconds).\(body)".utf8), using: SymmetricKey(data: Data(secret.utf8)))
    return "t=\(time.seconds),v1=" + code.map { String(format: "%02x", $0) }.joined()
  }

  /// Posts a body, signed now.
  @discardableResult
  func post(_ body: String, at location: SourceLocation = #_sourceLocation) async throws -> HTTPAnswer {
    let signature = signature(body, at: shop.service.clock.now)
    return try await shop.service.ask(
      "POST", "/hooks/\(source)", body: Array(body.utf8), fields: [("Stripe-Signature", signature)], at: location)
  }

  /// Posts a body and expects it to be taken.
  func deliver(_ body: String, at location: SourceLocation = #_sourceLocation) async throws {
    let answer = try await post(body, at: location)
    #expect(answer.status == 200, "\(answer.text)", sourceLocation: location)
  }

  /// Waits until the inbox is worked off but for what waits for others.
  func settled() async throws {
    try await shop.service.eventually("the inbox is worked off") {
      try await shop.service.pool.query(
        """
        SELECT FROM inbox_states WHERE status = 'received'
        UNION ALL SELECT FROM settlements_due
        """
      ).isEmpty
    }
  }

  /// The deliveries, newest first: type, status, reason.
  func inbox(_ query: String = "") async throws -> [JSON] {
    try await shop.get("/v1/inbox\(query)").json["data"]?.elements ?? []
  }
}
