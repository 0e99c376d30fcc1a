import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

/// A company with a program, as it uses the service: by its key, over HTTP.
struct Shop: Sendable {
  let service: LiveService
  let id: String
  let key: String

  /// A program made with the admin key.
  static func open(
    _ service: LiveService, name: String = "Analytical Engines", currency: String = "EUR",
    attribution: String = #"{"model":"linear"}"#
  ) async throws -> Shop {
    let made = try await service.ask(
      "POST", "/v1/programs", key: service.adminKey,
      json:
        #"{"name":"\#(name)","currency":"\#(currency)","destination":"https://shop.example/welcome?lang=en#top","attribution":\#(attribution)}"#
    )
    #expect(made.status == 201)
    return Shop(
      service: service, id: try #require(made.json["id"]?.text), key: try #require(made.json["api_key"]?.text))
  }

  func get(_ target: String, at location: SourceLocation = #_sourceLocation) async throws -> HTTPAnswer {
    try await service.ask("GET", target, key: key, at: location)
  }

  func post(_ target: String, _ json: String, at location: SourceLocation = #_sourceLocation) async throws
    -> HTTPAnswer
  {
    try await service.ask("POST", target, key: key, json: json, at: location)
  }

  func patch(_ target: String, _ json: String, at location: SourceLocation = #_sourceLocation) async throws
    -> HTTPAnswer
  {
    try await service.ask("PATCH", target, key: key, json: json, at: location)
  }

  /// Somebody who shares.
  struct Sharer: Sendable {
    let id: String
    let link: String
    /// The code of the link.
    let code: String
  }

  /// Makes somebody an advocate.
  func advocate(_ name: String, recruitedBy recruiter: Sharer? = nil) async throws -> Sharer {
    let recruitment = recruiter.map { #","recruited_by":"\#($0.id)""# } ?? ""
    let made = try await post(
      "/v1/advocates", #"{"external_id":"\#(name)","email":"\#(name)@people.example"\#(recruitment)}"#)
    #expect(made.status == 201)
    let url = try #require(made.json["link"]?["url"]?.text)
    return Sharer(
      id: try #require(made.json["id"]?.text), link: String(url.dropFirst(service.origin.count)),
      code: try #require(made.json["link"]?["code"]?.text))
  }

  /// A browser that keeps its cookie.
  final class Browser {
    private(set) var cookie: String?
    private let agent: String

    init(_ name: String = "Firefox/140.0") {
      agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 \(name)"
    }

    /// Follows a link as far as this service; the id of the click.
    func follow(_ sharer: Sharer, _ service: LiveService) async throws -> String {
      let fields = [("User-Agent", agent)] + (cookie.map { [("Cookie", $0)] } ?? [])
      let answer = try await service.ask("GET", sharer.link, fields: fields)
      #expect(answer.status == 302)
      cookie = answer["set-cookie"].map { String($0.prefix { $0 != ";" }) }
      return try #require(answer.click)
    }
  }

  /// Tells of a conversion; members beside the id are JSON as text.
  func tell(
    _ externalID: String, type: String = "sale", amount: Int64 = 10_000, currency: String = "EUR",
    _ more: String = "", at location: SourceLocation = #_sourceLocation
  ) async throws -> HTTPAnswer {
    try await post(
      "/v1/conversions",
      #"{"external_id":"\#(externalID)","type":"\#(type)","amount":\#(amount),"currency":"\#(currency)"\#(more)}"#,
      at: location)
  }

  /// Takes part of a conversion back.
  func reverse(
    _ conversion: String, _ amount: Int64, as externalID: String, _ reason: String = "refund"
  ) async throws -> HTTPAnswer {
    try await post(
      "/v1/conversions/\(conversion)/reversals",
      #"{"external_id":"\#(externalID)","amount":\#(amount),"reason":"\#(reason)"}"#)
  }

  /// Makes a reversal void.
  func void(_ reversal: String, of conversion: String) async throws -> HTTPAnswer {
    try await post("/v1/conversions/\(conversion)/reversals/\(reversal)/void", #"{"reason":"won"}"#)
  }

  /// What a conversion came to: each credit under the advocate's id, kind and hop, what is unattributed, and the net.
  func account(of conversion: String) async throws -> Account {
    let answer = try await get("/v1/conversions/\(conversion)")
    #expect(answer.status == 200)
    return Account(answer.json)
  }
}

/// A conversion as it is read.
struct Account: Equatable {
  let net: Int64?
  let unattributed: Int64?
  /// By advocate and kind: `"<id> direct"`.
  let credits: [String: Int64]
  /// Why touches earn nothing, in the order of the journey; nil for those that do.
  let exclusions: [String?]

  init(_ json: JSON) {
    net = json["net"]?.whole
    unattributed = json["unattributed"]?.whole
    var sums: [String: Int64] = [:]
    for credit in json["credits"]?.elements ?? [] {
      sums["\(credit["advocate_id"]?.text ?? "") \(credit["kind"]?.text ?? "")", default: 0] +=
        credit["amount"]?.whole ?? 0
    }
    credits = sums
    exclusions = (json["journey"]?.elements ?? []).map { $0["excluded"]?.text }
  }

  /// Whether nothing was lost or made up.
  var isBalanced: Bool { net == credits.values.reduce(0, +) + (unattributed ?? 0) }
}

extension LiveService {
  /// Where it listens.
  var origin: String { "http://127.0.0.1:\(port)" }
}
