import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("The console's graph", .database)
struct GraphPagesTests {
  @Test func `whom to ask first adds most, and everybody counts once`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service, attribution: #"{"model":"linear","exposure_hops":1}"#)
      let guest = try await Guest.signedIn(service, key: shop.key)
      #expect(try await guest.get("/console/graph").text.contains("Nobody is known to follow anybody yet"))

      for name in ["ada", "grace", "=mary"] { _ = try await shop.advocate(name) }
      // Ada is seen by a hundred. Grace by 90 of these and 5 more, Mary by 30 of nobody else's.
      let edges =
        (0..<100).map { ("ada", $0) } + (10..<105).map { ("grace", $0) } + (200..<230).map { ("=mary", $0) }
      let lines = edges.map { #"{"from":"\#($0)","to":"f\#($1)"}"# }.joined(separator: "\n")
      let told = try await service.ask(
        "POST", "/v1/graph/edges", key: shop.key, body: Array(lines.utf8),
        fields: [("Content-Type", "application/x-ndjson")])
      #expect(told.status == 200, "\(told.text)")
      service.clock.advance(by: .minutes(10))

      // Where a pass takes long, reading does not wait for one.
      try await service.eventually("all of the graph is in") {
        let page = try await guest.get("/console/graph")
        #expect(page.status == 200)
        return page.text.contains("These 3 together reach 138 people.")
      }
      let csv = try await guest.get("/console/graph/ask.csv").text
      let rows = csv.split(separator: "\r\n").dropFirst().map { line in
        line.split(separator: ",").enumerated().filter { $0.offset != 1 }.map { String($0.element) }
      }
      let exclusive = try await guest.get("/console/graph/exclusive.csv").text.split(separator: "\r\n")
      #expect(exclusive.first == "advocate_id,advocate,people,most_shared_with,shared" && exclusive.count > 1)
      #expect(rows == [["1", "ada", "101", "101"], ["2", #""'=mary""#, "31", "132"], ["3", "grace", "6", "138"]])
    }
  }
}
