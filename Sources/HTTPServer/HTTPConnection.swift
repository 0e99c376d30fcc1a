internal import HTTPTypes
internal import Sockets
internal import Synchronization

/// One client's connection, from its first request to its last. Lives on its event loop's thread.
actor HTTPConnection {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  let socket: Connection
  let house: House
  let register: Register

  /// Bytes received and not yet used up start at `consumed`.
  var input: [UInt8] = []
  var consumed = 0
  /// Bytes to be sent start at `sent`.
  var output: [UInt8] = []
  var sent = 0
  var isFlushing = false
  var flushIsPlanned = false

  var head: RequestHead
  /// Counts requests, so that a body asked for too late is known.
  var number: UInt64 = 0
  var body: BodyReader?
  var isReadingBody = false
  var bodyStart = Instant.never
  var streaming = Streaming.no
  /// Since when it waits for a request; nil while it is at one.
  private(set) var idleSince: Instant?
  private var isDraining = false
  /// The task that serves it, to be cancelled when the server's patience ends.
  nonisolated let task = Mutex<Task<Void, Never>?>(nil)
  /// Steps taken without a wait: a busy client must let the others have their turn.
  private var steps = 0

  enum Streaming { case no, raw, chunked }

  init(_ socket: Connection, house: House, register: Register) {
    self.socket = socket
    loop = socket.loop
    self.house = house
    self.register = register
    head = RequestHead(remoteAddress: socket.peer.ip)
  }

  /// Serves requests until the connection ends, then closes it.
  func serve() async {
    guard (try? socket.open()) != nil else { return socket.close() }
    register.enter(self)
    isDraining = register.isDraining
    while await receiveHead(), await answer() {}
    socket.close()
    register.leave(self)
  }

  /// Finishes the request it is at, if any, and then closes.
  func drain() {
    isDraining = true
    if idleSince != nil { socket.interruptReader() }
  }

  /// Ends at once.
  func cut() {
    isDraining = true
    task.withLock { $0 }?.cancel()
    socket.interrupt()
    socket.close()
  }

  /// Whether the response to the request at hand is the connection's last.
  var isLast: Bool { isDraining || !head.facts.keepsAlive }

  // MARK: Receiving

  /// Reads the next request's head; false when there is none.
  private func receiveHead() async -> Bool {
    if !isKnownUniquelyReferenced(&head) { head = RequestHead(remoteAddress: socket.peer.ip) }
    head.facts.reset()
    head.route = nil
    var parser = HeadParser(limits: house.headLimits)
    var headDeadline: Instant?
    while true {
      if consumed < input.count {
        switch parser.advance(input.span.extracting(consumed...), into: &head.facts) {
        case .complete(let count):
          idleSince = nil
          head.bytes.removeAll(keepingCapacity: true)
          input.span.extracting(consumed..<(consumed + count)).append(to: &head.bytes)
          consume(count)
          return true
        case .refused(let refusal):
          await refuse(refusal)
          return false
        case .incomplete:
          if parser.emptyPrefix > 0 {
            consume(parser.emptyPrefix)
            parser = HeadParser(limits: house.headLimits)
          }
        }
      }
      guard await flush() else { return false }
      let isIdle = consumed == input.count
      let deadline: Instant
      if isIdle {
        let since = idleSince ?? loop.now
        idleSince = since
        deadline = since.advanced(nanoseconds: house.idleTimeout)
      } else {
        idleSince = nil
        deadline = headDeadline ?? loop.now.advanced(nanoseconds: house.headTimeout)
        headDeadline = deadline
      }
      switch await fill(until: deadline) {
      case .bytes: continue
      case .end where !isIdle: await refuse(.malformed("a request that ended early"))
      case .timedOut where !isIdle: await refuse(Refusal(.requestTimeout, "a request that came too slowly"))
      default: break
      }
      return false
    }
  }

  enum Filled { case bytes, end, timedOut, broken }

  /// Receives more input, waiting for it if need be.
  func fill(until deadline: Instant) async -> Filled {
    if consumed > 0 {
      input.removeSubrange(..<consumed)
      consumed = 0
    }
    await giveWay()
    while true {
      switch socket.receive(appendingTo: &input) {
      case .bytes: return .bytes
      case .end: return .end
      case .failed: return .broken
      case .wouldBlock:
        if isDraining, idleSince != nil { return .end }
        steps = 0
        switch await socket.readable(until: deadline) {
        case .ready: continue
        case .timedOut: return .timedOut
        case .interrupted:
          guard socket.isOpen, isDraining else { return .broken }
        }
      }
    }
  }

  /// Lets other connections run when this one has kept the thread for a while.
  func giveWay() async {
    steps += 1
    guard steps >= 32 else { return }
    steps = 0
    await Task.yield()
  }

  /// Uses up input; an emptied buffer that had grown large is let go.
  func consume(_ count: Int) {
    consumed += count
    guard consumed == input.count else { return }
    consumed = 0
    if input.capacity > 16_384 { input = [] } else { input.removeAll(keepingCapacity: true) }
  }
}
