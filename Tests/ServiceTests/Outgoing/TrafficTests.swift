import Records
import Referrals
import Testing

@testable import Service

@Suite("How much is sent at once")
struct TrafficTests {
  private func endpoint() -> Endpoints.Entry {
    Endpoints.Entry(
      id: .timeOrdered(at: .now()), url: "https://x.example/", description: nil, events: [], secret: "",
      createdAt: .now())
  }

  @Test func `an endpoint that takes what it is sent gets ever more at once, up to its share`() {
    var traffic = Traffic(limit: 1_000)
    let endpoint = endpoint()
    #expect(traffic.rooms(for: [endpoint]) == [endpoint.id: 4])
    for _ in 0..<1_000 {
      traffic.begin(endpoint.id)
      traffic.end(endpoint.id, true)
    }
    #expect(traffic.rooms(for: [endpoint]) == [endpoint.id: 256])
    #expect(traffic.inFlight == 0 && traffic.room == 1_000)
  }

  @Test func `one that fails gets less, down to one at a time`() {
    var traffic = Traffic(limit: 1_000)
    let endpoint = endpoint()
    _ = traffic.rooms(for: [endpoint])
    for _ in 0..<5 {
      traffic.begin(endpoint.id)
      traffic.end(endpoint.id, false)
    }
    #expect(traffic.rooms(for: [endpoint]) == [endpoint.id: 1])
    traffic.begin(endpoint.id)
    #expect(traffic.rooms(for: [endpoint]).isEmpty)
  }

  @Test func `a crowd that hangs has half of the room at most`() {
    var traffic = Traffic(limit: 100)
    let crowd = (0..<40).map { _ in endpoint() }
    for _ in 0..<10 {
      for (endpoint, room) in traffic.rooms(for: crowd) {
        for _ in 0..<room { traffic.begin(endpoint) }
      }
    }
    #expect(traffic.inFlight <= 50)
    let late = endpoint()
    #expect(traffic.rooms(for: crowd + [late]) == [late.id: 1])
  }
}
