import Glibc

/// A closed loop on one thread: every connection sends its next request as soon as its last was answered.
///
/// When the time is over or the requests are used up, nothing more is sent and what is in flight is waited for,
/// so that the responses counted are all that the server gave.
struct ClosedLoop {
  /// An IPv4 address and its port.
  let address: String
  let port: UInt16
  /// Seconds to send for, and requests to send; nil for no bound.
  let seconds: Double?
  let limit: Int?
  /// Nanoseconds without any response after which the server is given up.
  let patience: UInt64 = 10_000_000_000

  private let readiness: Readiness
  private var requests: Requests
  private var connections: [Connection?]
  private var tally = Tally()
  private var sent = 0
  private var inFlight = 0
  private var deadline = UInt64.max

  /// Connects all connections; throws when the server cannot be reached.
  init(
    address: String, port: UInt16, connections count: Int, requests: Requests, seconds: Double?, limit: Int?
  ) throws {
    self.address = address
    self.port = port
    self.seconds = seconds
    self.limit = limit
    self.requests = requests
    readiness = try Readiness(capacity: count)
    connections = Array(repeating: nil, count: count)
    for index in connections.indices { try connect(index) }
  }

  /// Runs to the end; call it once.
  mutating func run() throws -> Tally {
    let start = Self.now()
    if let seconds { deadline = start + UInt64(seconds * 1e9) }
    for index in connections.indices { sendNext(on: index, at: Self.now()) }

    var lastResponse = start
    while inFlight > 0 {
      try readiness.wait { index in
        if let time = answer(on: index) { lastResponse = time }
      }
      if Self.now() - lastResponse > patience { break }
    }
    tally.unanswered = inFlight
    tally.seconds = Double(lastResponse - start) / 1e9
    return tally
  }

  /// Reads from a connection that has something to read, and goes on when that ended its request;
  /// the time when it was a response.
  private mutating func answer(on index: Int) -> UInt64? {
    guard let connection = connections[index] else { return nil }
    do {
      switch try connection.receive() {
      case .part:
        return nil
      case .response(let head, let sentAt):
        let time = Self.now()
        tally.statuses[head.status, default: 0] += 1
        tally.latencies.record(time - sentAt)
        inFlight -= 1
        if head.closes { try reconnect(index) }
        sendNext(on: index, at: time)
        return time
      case .end:
        if connection.sentAt != nil { lose() }
        try reconnect(index)
        sendNext(on: index, at: Self.now())
        return nil
      }
    } catch {
      // No more is sent, but what is in flight elsewhere is still counted.
      if tally.failure == nil { tally.failure = "\(error)" }
      if connections[index]?.sentAt != nil { lose() }
      connections[index] = nil
      return nil
    }
  }

  private mutating func lose() {
    tally.lost += 1
    inFlight -= 1
  }

  private mutating func sendNext(on index: Int, at time: UInt64) {
    guard tally.failure == nil, time < deadline, sent < limit ?? .max else { return }
    sent += 1
    inFlight += 1
    connections[index]?.send(requests.next(), at: time)
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
