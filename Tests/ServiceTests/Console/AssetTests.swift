import Foundation
import Pages
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("What pages are made of", .database)
struct AssetTests {
  @Test func `a file is kept for ever at the address with its version, and asked for anew without`() async throws {
    try await LiveService.run { service in
      for asset in Asset.builtIn {
        let pinned = try await HTTPWire.ask("GET", asset.path, port: service.port)
        #expect(pinned.status == 200 && pinned.body == asset.bytes)
        #expect(pinned["content-type"] == asset.mediaType)
        #expect(pinned["cache-control"]?.contains("immutable") == true)
        let loose = try await HTTPWire.ask("GET", "/assets/\(asset.name)", port: service.port)
        #expect(loose["cache-control"]?.contains("immutable") == false)
        let again = try await HTTPWire.ask(
          "GET", "/assets/\(asset.name)", port: service.port, fields: [("If-None-Match", loose["etag"] ?? "")])
        #expect(again.status == 304 && again.body.isEmpty)
      }
      #expect(try await HTTPWire.ask("GET", "/assets/secret.css", port: service.port).status == 404)
    }
  }

  @Test func `numbers and times are written as the reader writes them`() {
    let german = Reader(languages: "fr;q=0.4, de-DE, en;q=0.9", zone: "Europe/Berlin")
    #expect(german.number(1_234_567) == "1.234.567")
    #expect(german.money(123_450, .init("EUR")!).replacing("\u{a0}", with: " ") == "1.234,50 €")
    #expect(german.money(500, .init("JPY")!).contains("500"))
    #expect(
      german.time(.init(seconds: 1_772_323_200)).text == "1. März 2026, 1:00", "midnight UTC is one o'clock there")
    #expect(german.time(.init(seconds: 1_772_323_200)).iso == "2026-03-01T00:00:00Z")
    let anybody = Reader(languages: "*, <script>;q=1, ../../etc", zone: "Not/AZone")
    #expect(anybody.number(1_234_567) == "1,234,567")
    #expect(anybody.money(-123_450, .init("USD")!) == "-$1,234.50")
  }
}
