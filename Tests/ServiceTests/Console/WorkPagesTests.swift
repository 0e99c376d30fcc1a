import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Long work in the console", .database)
struct WorkPagesTests {
  /// An open stream of events. One thread at a time reads it.
  private struct Stream: @unchecked Sendable {
    private let wire: HTTPWire

    static func open(_ path: String, _ guest: Guest) async throws -> Stream {
      let request = HTTPWire.request("GET", path, fields: guest.cookie)
      let port = guest.port
      return try await onOwnThread {
        let wire = try HTTPWire(port: port)
        try wire.send(request)
        return Stream(wire: wire)
      }
    }

    func read(through text: String) async throws -> String {
      try await onOwnThread { try wire.receive(through: text) }
    }
  }

  @Test func `a replay of many tells how far it is, to whoever asks, until it is done`() async throws {
    try await LiveService.runSending { service in
      let latch = Latch()
      try await Receiver.run(answer: { _, _ in
        await latch.pass()
        return Response(.noContent)
      }) { receiver in
        let shop = try await Shop.open(service)
        let hook = try await shop.hook(receiver.url(), ["advocate.created"])
        #expect(try await shop.patch("/v1/endpoints/\(hook.id)", #"{"disabled":true}"#).status == 200)
        for name in ["ada", "grace", "mary"] { _ = try await shop.advocate(name) }
        #expect(try await shop.patch("/v1/endpoints/\(hook.id)", #"{"disabled":false}"#).status == 200)

        let guest = try await Guest.signedIn(service, key: shop.key)
        let path = "/console/webhooks/endpoints/\(hook.id)"
        let begun = try await guest.submit("\(path)/replay", from: path, [:])
        let work = try #require(begun["location"])
        #expect(work.hasPrefix("/console/work/replay-"))
        let page = try await guest.get(work).text
        #expect(page.contains("0 of 3.") && page.contains("data-progress=\"\(work)/progress\""))
        let first = try await Stream.open("\(work)/progress", guest)
        let head = try await first.read(through: "0 of 3.")
        #expect(head.contains("200 OK") && head.contains("text/event-stream") && head.contains("event: progress"))
        // Another page, as after a reload, sees the same.
        let second = try await Stream.open("\(work)/progress", guest)
        _ = try await second.read(through: "0 of 3.")
        latch.open()
        for stream in [first, second] {
          let rest = try await stream.read(through: "event: done\n")
          #expect(!rest.contains("event: done\ndata: {\"done\":0"))
          #expect(try await stream.read(through: "\r\n0\r\n\r\n").contains("Done: 3 of 3."))
        }
        #expect(try await guest.get(work).text.contains("Done: 3 of 3."))
        #expect(try await guest.get("/console/work.csv").text.contains(",done,3,3,3 delivered,"))
        #expect(receiver.arrivals.count == 3)
      }
    }
  }

  @Test func `streams are for those who are signed in, and only so many`() async throws {
    try await LiveService.runSending { service in
      let latch = Latch()
      try await Receiver.run(answer: { _, _ in
        await latch.pass()
        return Response(.noContent)
      }) { receiver in
        let shop = try await Shop.open(service)
        let hook = try await shop.hook(receiver.url())
        #expect(try await shop.order("/v1/endpoints/\(hook.id)/test").status == 202)
        let guest = try await Guest.signedIn(service, key: shop.key)
        let id = try #require(try await shop.deliveries().first?["id"]?.text)
        let begun = try await guest.submit(
          "/console/webhooks/sent/replay", from: "/console/webhooks/sent", ["which": "chosen", "delivery": id])
        let path = "\(try #require(begun["location"]))/progress"
        #expect(try await Guest(service).get(path).status == 303)
        #expect(try await guest.get("/console/work/run-1000/progress").status == 404)
        var open: [Stream] = []
        for _ in 0..<6 {
          let stream = try await Stream.open(path, guest)
          _ = try await stream.read(through: "event: progress")
          open.append(stream)
        }
        #expect(try await guest.get(path).status == 503)
        latch.open()
        for stream in open { _ = try await stream.read(through: "event: done") }
        try await service.eventually("there is room again") { try await guest.get(path).status == 200 }
      }
    }
  }
}
