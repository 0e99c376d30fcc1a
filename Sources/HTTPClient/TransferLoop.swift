internal import CCurl
internal import CSystem
internal import Glibc
internal import Logging
internal import Synchronization

/// The client's thread: it waits on epoll for the sockets of libcurl's multi interface, and on an eventfd for what
/// others leave in its inbox.
///
/// libcurl says which sockets it waits for and until when (its "socket action" interface), so that a turn costs as much
/// as there is to do, however many transfers hang.
@safe final class TransferLoop: @unchecked Sendable {
  private let epoll: Int32
  private let alarm: Int32
  private let multi: UnsafeMutableRawPointer
  private let configuration: HTTPClient.Configuration
  private let logger: Logger
  private let inbox = Mutex(Inbox())

  // From here on: touched by the loop's thread alone.
  private var lines: Lines
  private var running: [UnsafeMutableRawPointer: EasyHandle]
  private var idle: [EasyHandle] = []
  /// When libcurl is to be called though no socket has anything.
  private var deadline: ContinuousClock.Instant?
  private var isWatchBroken = false
  private var isEmptied = false

  /// What other threads leave for the loop.
  private struct Inbox {
    var submitted: [Transfer] = []
    var cancelled: [Transfer] = []
    /// Set once no more transfers are taken: those that go on may go on until then.
    var closing: ContinuousClock.Instant?
    var closers: [CheckedContinuation<Void, Never>] = []
    var isAwake = true
    var isOver = false

    /// Whether somebody must write to the eventfd.
    mutating func wake() -> Bool {
      defer { isAwake = true }
      return !isAwake
    }
  }

  private static let alarmToken = UInt64.max
  private static let idleLimit = 256

  /// Once in a process, before any other call.
  private static let isCurlUp: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  init(_ configuration: HTTPClient.Configuration, logger: Logger) throws(HTTPClient.Failure) {
    guard Self.isCurlUp else { throw .other("libcurl does not start") }
    let features = unsafe ccurl_version().pointee.features
    guard features & CURL_VERSION_ASYNCHDNS != 0 else { throw .other("this libcurl looks names up one at a time") }
    guard features & CURL_VERSION_SSL != 0 else { throw .other("this libcurl has no TLS") }

    self.configuration = configuration
    self.logger = logger
    lines = Lines(places: configuration.maximumTransfers, placesPerOrigin: configuration.maximumPerHost)
    unsafe running = [:]

    let epoll = csystem_epoll_create()
    let alarm = csystem_eventfd()
    guard epoll >= 0, alarm >= 0, csystem_epoll_add(epoll, alarm, Self.alarmToken) == 0,
      let multi = unsafe curl_multi_init()
    else {
      let reason = unsafe String(cString: strerror(errno))
      if epoll >= 0 { Glibc.close(epoll) }
      if alarm >= 0 { Glibc.close(alarm) }
      throw .other("no event queue: \(reason)")
    }
    self.epoll = epoll
    self.alarm = alarm
    unsafe self.multi = unsafe multi
    try startThread()
  }

  private func startThread() throws(HTTPClient.Failure) {
    let this = unsafe Unmanaged.passUnretained(self).toOpaque()
    _ = unsafe ccurl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, max(1, configuration.maximumConnections))
    _ = unsafe ccurl_multi_set_watcher(
      multi,
      { _, socket, what, this, _ in
        unsafe Unmanaged<TransferLoop>.fromOpaque(this!).takeUnretainedValue().watch(socket, for: what)
        return 0
      }, this)
    _ = unsafe ccurl_multi_set_timer(
      multi,
      { _, milliseconds, this in
        unsafe Unmanaged<TransferLoop>.fromOpaque(this!).takeUnretainedValue().setTimer(milliseconds)
        return 0
      }, this)

    var thread = pthread_t()
    let outcome = unsafe pthread_create(
      &thread, nil,
      { this in
        unsafe Unmanaged<TransferLoop>.fromOpaque(this!).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    guard outcome == 0 else {
      unsafe Unmanaged.passUnretained(self).release()
      throw .other("no thread: \(unsafe String(cString: strerror(outcome)))")
    }
    pthread_detach(thread)
  }

  deinit {
    // The thread holds this object while it runs: it has ended, or was never started.
    if !isEmptied { unsafe curl_multi_cleanup(multi) }
    Glibc.close(alarm)
    Glibc.close(epoll)
  }

  // MARK: From other threads

  func submit(_ transfer: Transfer) {
    let (isTaken, mustWake) = inbox.withLock { inbox in
      guard inbox.closing == nil else { return (false, false) }
      inbox.submitted.append(transfer)
      return (true, inbox.wake())
    }
    guard isTaken else { return transfer.refuse(.closed) }
    if mustWake { wake() }
  }

  /// Ends a transfer, also one that is submitted only later.
  func cancel(_ transfer: Transfer) {
    let mustWake = inbox.withLock { inbox in
      guard !inbox.isOver else { return false }
      inbox.cancelled.append(transfer)
      return inbox.wake()
    }
    if mustWake { wake() }
  }

  /// Takes no more transfers, and ends all at once that go on.
  func stop() {
    let mustWake = inbox.withLock { inbox in
      inbox.closing = .now
      return inbox.wake()
    }
    if mustWake { wake() }
  }

  func close(within patience: Duration) async {
    await withCheckedContinuation { continuation in
      let (isOver, mustWake) = inbox.withLock { inbox in
        guard !inbox.isOver else { return (true, false) }
        let deadline = ContinuousClock.now + patience
        inbox.closing = min(inbox.closing ?? deadline, deadline)
        inbox.closers.append(continuation)
        return (false, inbox.wake())
      }
      if isOver { continuation.resume() }
      if mustWake { wake() }
    }
  }

  private func wake() {
    // The eventfd is edge-triggered and never read: each write is an edge.
    var one: UInt64 = 1
    _ = unsafe write(alarm, &one, 8)
  }

  // MARK: From libcurl, within a call to it

  private func watch(_ socket: curl_socket_t, for what: Int32) {
    var events: UInt32 = 0
    if what == CURL_POLL_IN || what == CURL_POLL_INOUT { events |= UInt32(CSYSTEM_READABLE) }
    if what == CURL_POLL_OUT || what == CURL_POLL_INOUT { events |= UInt32(CSYSTEM_WRITABLE) }
    // The kernel has forgotten a socket by itself if it is closed already.
    if csystem_epoll_follow(epoll, socket, events) != 0, events != 0, !isWatchBroken {
      isWatchBroken = true
      logger.error("sockets cannot be watched", metadata: ["errno": "\(errno)"])
    }
  }

  private func setTimer(_ milliseconds: Int) {
    deadline = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
  }

  // MARK: The thread

  private func run() {
    csystem_block_signals()
    unsafe csystem_name_thread("http-client")
    let capacity = 256
    let events = UnsafeMutablePointer<csystem_event>.allocate(capacity: capacity)
    defer { unsafe events.deallocate() }

    var closing: ContinuousClock.Instant?
    while true {
      let mayBlock = inbox.withLock { inbox in
        guard inbox.submitted.isEmpty, inbox.cancelled.isEmpty, inbox.closing == closing else { return false }
        inbox.isAwake = false
        return true
      }
      let patience = mayBlock ? patience(until: closing) : 0
      let count = unsafe csystem_epoll_wait(epoll, events, Int32(capacity), patience)
      for index in 0..<max(0, Int(count)) { unsafe act(on: events[index]) }
      closing = receive()
      start()
      if let deadline, deadline <= .now {
        self.deadline = nil
        act(on: CURL_SOCKET_TIMEOUT, 0)
      }
      collect()
      start()
      if let closing, unsafe running.isEmpty || closing <= .now { break }
    }
    end()
  }

  /// How long the thread may sleep, in nanoseconds; -1 for ever.
  private func patience(until closing: ContinuousClock.Instant?) -> Int64 {
    guard let soonest = [deadline, closing].compactMap({ $0 }).min() else { return -1 }
    let left = ContinuousClock.now.duration(to: soonest)
    guard left > .zero else { return 0 }
    return left < .seconds(3600) ? Int64(left / .nanoseconds(1)) : 3_600_000_000_000
  }

  private func act(on event: csystem_event) {
    guard event.token != Self.alarmToken else { return }
    var bits: Int32 = 0
    if event.events & UInt32(CSYSTEM_READABLE) != 0 { bits |= CURL_CSELECT_IN }
    if event.events & UInt32(CSYSTEM_WRITABLE) != 0 { bits |= CURL_CSELECT_OUT }
    act(on: curl_socket_t(truncatingIfNeeded: event.token), bits)
  }

  private func act(on socket: curl_socket_t, _ bits: Int32) {
    var count: Int32 = 0
    _ = unsafe curl_multi_socket_action(multi, socket, bits, &count)
  }

  /// Takes in what others have left; returns until when the loop runs, if it is to end.
  private func receive() -> ContinuousClock.Instant? {
    let (submitted, cancelled, closing) = inbox.withLock { inbox in
      inbox.isAwake = true
      defer {
        inbox.submitted = []
        inbox.cancelled = []
      }
      return (inbox.submitted, inbox.cancelled, inbox.closing)
    }
    for transfer in submitted {
      if transfer.isOver {
        // It was cancelled before it came.
        transfer.finish(.failure(.cancelled))
      } else {
        transfer.stage = .inLine
        lines.enter(transfer)
      }
    }
    for transfer in cancelled {
      switch transfer.stage {
      case .new: transfer.stage = .over
      case .inLine: transfer.finish(.failure(.cancelled))
      case .running(let handle): finish(handle, .failure(.cancelled))
      case .over: break
      }
    }
    return closing
  }

  /// Starts those whose turn it is.
  private func start() {
    while let transfer = lines.start() {
      do throws(HTTPClient.Failure) {
        let handle = if let idle = idle.popLast() { idle } else { try EasyHandle(configuration) }
        try handle.prepare(transfer)
        let code = unsafe curl_multi_add_handle(multi, handle.easy)
        guard code == CURLM_OK else { throw .other(unsafe String(cString: curl_multi_strerror(code))) }
        transfer.stage = .running(handle)
        unsafe running[handle.easy] = handle
      } catch {
        lines.leave(transfer)
        transfer.finish(.failure(error))
      }
    }
  }

  /// Answers those whose transfers have ended.
  private func collect() {
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(multi, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle,
        let handle = unsafe running[easy]
      else { continue }
      finish(handle, handle.outcome(unsafe ccurl_result(message)))
    }
  }

  private func finish(_ handle: EasyHandle, _ outcome: Transfer.Outcome) {
    _ = unsafe curl_multi_remove_handle(multi, handle.easy)
    unsafe running[handle.easy] = nil
    let transfer = handle.transfer
    handle.clear()
    if idle.count < Self.idleLimit { idle.append(handle) }
    guard let transfer else { return }
    lines.leave(transfer)
    transfer.finish(outcome)
  }

  private func end() {
    for transfer in lines.clear() { transfer.finish(.failure(.closed)) }
    for handle in unsafe Array(running.values) { finish(handle, .failure(.closed)) }
    idle = []
    // Closes the connections that were kept.
    unsafe curl_multi_cleanup(multi)
    isEmptied = true
    let closers = inbox.withLock { inbox in
      inbox.isOver = true
      defer { inbox.closers = [] }
      return inbox.closers
    }
    for closer in closers { closer.resume() }
  }
}
