import Foundation
import Referrals
import StrictJSON
import TestSupport
import Testing
import Webhooks

@testable import Service

/// A shop system of any provider that posts to a source: bodies are files of real shapes.
struct ShopSystem: Sendable {
  let shop: Shop
  let provider: any Provider
  let source: String
  let secret: String
  /// What the names of header fields begin with in place of `webhook-`.
  var prefix = "webhook-"

  /// A secret that each provider would have.
  private static let secrets = [
    "standard": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=", "stripe": "whsec_a", "shopify": "shpss_a",
    "woocommerce": "wc a", "github": "It's a Secret to Everybody",
  ]

  /// A shop system whose events go to a source of the shop's.
  static func connected(_ name: String, to shop: Shop) async throws -> ShopSystem {
    let secret = try #require(secrets[name])
    let made = try await shop.post("/v1/sources", #"{"provider":"\#(name)","secret":"\#(secret)"}"#)
    #expect(made.status == 201, "\(made.text)")
    return ShopSystem(
      shop: shop, provider: try #require(Providers.named(name)), source: try #require(made.json["id"]?.text),
      secret: secret)
  }

  /// The key that order numbers of this source have.
  func key(_ number: String) -> String { "\(provider.name)-\(source.suffix(12))-\(number)" }

  /// A body from the files that the providers are tried with.
  func fixture(_ name: String, file: String = #filePath) throws -> String {
    let tests = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let body = try String(
      contentsOf: tests.appendingPathComponent("WebhooksTests/Fixtures/\(provider.name)/\(name).json"), encoding: .utf8)
    // A click of the program that the files were made for is none of this one.
    return body.replacing(/\s*"click_id": "[^"]*",?/, with: "")
  }

  /// Posts a body as the provider would, and expects it to be taken.
  func deliver(_ type: String, _ body: String, id: String, at location: SourceLocation = #_sourceLocation) async throws
  {
    let headers = try provider.sign(
      Array(body.utf8), secret: SigningSecret(secret), id: id, now: shop.service.clock.now, type: type)
    let answer = try await shop.service.ask(
      "POST", "/hooks/\(source)", body: Array(body.utf8),
      fields: headers.map { ($0.name.replacing("webhook-", with: prefix), $0.value) }, at: location)
    #expect(answer.status == 200, "\(answer.text)", sourceLocation: location)
  }

  /// Posts the body of a file, whose name begins with the type.
  func deliver(_ name: String, at location: SourceLocation = #_sourceLocation) async throws {
    try await deliver(
      String(name.prefix { $0 != "+" }), try fixture(name), id: "delivery-\(name.hashValue.magnitude)", at: location)
  }

  /// The delivery of a type, once it has been looked at.
  func verdict(_ type: String) async throws -> JSON {
    var found = JSON.null
    try await shop.service.eventually("\(type) is looked at") {
      let all = try await shop.get("/v1/inbox?source_id=\(source)").json["data"]?.elements ?? []
      found = all.first { $0["type"]?.text == type } ?? .null
      return found["status"]?.text.map { $0 != "received" } ?? false
    }
    return found
  }
}
