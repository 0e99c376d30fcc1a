import Glibc
import Wire

/// A load on one thread. In a closed loop, every connection sends its next request as soon as its last was answered. At a
/// pace, requests are due one after the other whatever becomes of those before, and whichever connection is free takes
/// the next; one that is late because none was free counts from when it was due.
///
/// When the time is over or the requests are used up, nothing more is sent and what is in flight is waited for,
/// so that the responses counted are all that the server gave.
struct RequestLoop<Source: RequestSource> {
  /// How long a load lasts, and how dense it is.
  struct Extent {
    /// Seconds to send for, and requests to send; nil for no bound.
    var seconds: Double?
    var limit: Int?
    /// Requests a second; nil for a closed loop.
    var pace: Double?
  }

  /// An IPv4 address and its port.
  let address: String
  let port: UInt16
  /// Nanoseconds without any response after which the server is given up.
  let patience: UInt64 = 10_000_000_000

  private let readiness: Readiness
  private var requests: Source
  private var connections: [Connection?]
  private var free: [Int] = []
  private var tally = Tally()
  private var sent = 0
  private var inFlight = 0
  private var limit: Int
  /// Nanoseconds from one request to the next; nil in a closed loop.
  private let interval: Double?
  private let seconds: Double?
  private var start: UInt64 = 0
  private var deadline = UInt64.max
  /// When a response came last, or something was sent after nothing was in flight.
  private var lastSign: UInt64 = 0

  /// Connects all connections; throws when the server cannot be reached.
  init(
    address: String, port: UInt16, connections count: Int, requests: Source, extent: Extent
  ) throws {
    self.address = address
    self.port = port
    self.requests = requests
    interval = extent.pace.map { 1e9 / $0 }
    limit = extent.limit ?? .max
    if let pace = extent.pace, let seconds = extent.seconds {
      // All that is due within the time is sent, however late.
      limit = min(limit, Int((pace * seconds).rounded()))
      self.seconds = nil
    } else {
      seconds = extent.seconds
    }
    readiness = try Readiness(capacity: count)
    connections = Array(repeating: nil, count: count)
    for index in connections.indices { try connect(index) }
  }

  /// Runs to the end; call it once.
  mutating func run() throws -> Tally {
    start = Self.now()
    if let seconds { deadline = start + UInt64(seconds * 1e9) }
    free = connections.indices.reversed()
    sendDue(at: start)

    var lastResponse = start
    while inFlight > 0 || isUnfinished(at: Self.now()) {
      try readiness.wait(atMost: millisecondsToNext(from: Self.now())) { index in
        if let time = answer(on: index) { lastResponse = time }
      }
      let now = Self.now()
      sendDue(at: now)
      lastSign = max(lastSign, lastResponse)
      if inFlight > 0, now > lastSign + patience { break }
    }
    tally.unanswered = inFlight
    tally.seconds = Double(lastResponse - start) / 1e9
    return tally
  }

  private func isUnfinished(at time: UInt64) -> Bool {
    tally.failure == nil && time < deadline && sent < limit
  }

  /// When the next request is due.
  private var due: UInt64 {
    guard let interval else { return 0 }
    return start + UInt64(Double(sent) * interval)
  }

  private func millisecondsToNext(from now: UInt64) -> Int {
    guard interval != nil, !free.isEmpty, isUnfinished(at: now) else { return 1000 }
    return due <= now ? 0 : Int(min(1000, (due - now + 999_999) / 1_000_000))
  }

  /// Sends what is due, as far as connections are free.
  private mutating func sendDue(at time: UInt64) {
    while isUnfinished(at: time), due <= time, let index = free.popLast() {
      send(on: index, since: interval == nil ? time : due, at: time)
    }
  }

  private mutating func send(on index: Int, since: UInt64, at time: UInt64) {
    guard let connection = connections[index] else { return }
    if inFlight == 0 { lastSign = time }
    sent += 1
    inFlight += 1
    connection.send(requests.next(), since: since)
    if connection.hasUnsent { watch(index, writing: true) }
  }

  /// Goes on with a connection that is ready; the time when its response was whole.
  private mutating func answer(on index: Int) -> UInt64? {
    guard let connection = connections[index] else { return nil }
    if connection.hasUnsent {
      connection.sendRest()
      if !connection.hasUnsent { watch(index, writing: false) }
    }
    do {
      switch try connection.receive() {
      case .part:
        return nil
      case .response(let head, let since):
        let time = Self.now()
        tally.statuses[head.status, default: 0] += 1
        tally.latencies.record(time - since)
        inFlight -= 1
        if head.closes { try reconnect(index) }
        free.append(index)
        sendDue(at: time)
        return time
      case .end:
        if connection.isWaiting { lose() }
        try reconnect(index)
        free.append(index)
        sendDue(at: Self.now())
        return nil
      }
    } catch {
      fail("\(error)", on: index)
      return nil
    }
  }

  /// No more is sent, but what is in flight elsewhere is still counted.
  private mutating func fail(_ reason: String, on index: Int) {
    if tally.failure == nil { tally.failure = reason }
    if connections[index]?.isWaiting == true { lose() }
    connections[index] = nil
  }

  private mutating func lose() {
    tally.lost += 1
    inFlight -= 1
  }

  private mutating func watch(_ index: Int, writing: Bool) {
    guard let connection = connections[index] else { return }
    do {
      try readiness.watch(connection.socket, as: index, writing: writing)
    } catch {
      fail("\(error)", on: index)
    }
  }

  private mutating func reconnect(_ index: Int) throws {
    connections[index] = nil
    tally.reconnections += 1
    try connect(index)
  }

  private mutating func connect(_ index: Int) throws {
    let connection = try Connection(address: address, port: port)
    try readiness.watch(connection.socket, as: index)
    connections[index] = connection
  }

  private static func now() -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
