import Testing

@testable import HTTPClient

@Suite struct `Who waits` {
  @Test func `first in is first out, however it fills and empties`() {
    var line = FIFO<Int>()
    var next = 0
    var first = 0
    for round in 1...300 {
      for _ in 0..<(round % 7 * 40) {
        line.append(next)
        next += 1
      }
      for _ in 0..<(round % 5 * 50) {
        guard let value = line.popFirst() else { break }
        #expect(value == first)
        first += 1
      }
    }
    while let value = line.popFirst() {
      #expect(value == first)
      first += 1
    }
    #expect(first == next)
    #expect(line.isEmpty)
  }

  @Test func `a place that is left goes to the next of its origin, past those who have gone`() throws {
    var lines = Lines(places: 3, placesPerOrigin: 1)
    let transfers = try ["a", "a", "a", "b"].map { Transfer(try Message(.init(url: "http://\($0)/")), timeout: nil) }
    for transfer in transfers { lines.enter(transfer) }
    var started = [lines.start(), lines.start(), lines.start()].compactMap { $0 }
    #expect(started.map(ObjectIdentifier.init) == [transfers[0], transfers[3]].map(ObjectIdentifier.init))
    transfers[1].finish(.failure(.cancelled))
    lines.leave(transfers[0])
    started = [lines.start(), lines.start()].compactMap { $0 }
    #expect(started.map(ObjectIdentifier.init) == [ObjectIdentifier(transfers[2])])
    lines.leave(transfers[2])
    lines.leave(transfers[3])
    started = lines.clear()
    #expect(started.isEmpty)
  }
}
