internal import CSystem
internal import Glibc
internal import Synchronization

/// One thread that waits on epoll and runs the tasks of the connections it watches.
///
/// It is both a task executor, for `Task(executorPreference: loop)`, and a serial executor, for actors whose state is
/// to live on this thread. A job enqueued from the loop's own thread costs no lock; jobs from other threads are
/// gathered, and only the first of them that finds the loop asleep writes to its eventfd.
@safe package final class EventLoop: @unchecked Sendable {
  private let name: String
  private let epoll: Int32
  private let alarm: Int32
  private let inbox = Mutex(Inbox())

  // From here on: touched by the loop's thread alone.
  private var local: [UnownedJob] = []
  private var running: [UnownedJob] = []
  private var arrived: [UnownedJob] = []
  private var errands: [@Sendable () -> Void] = []
  private var endOfTurn: [@Sendable () -> Void] = []
  private var watched: [Descriptor?] = []
  private var generation: UInt32 = 0
  private var deadlines = Deadlines()
  /// Bytes are received here first, so that an idle connection holds no buffer.
  let scratch: UnsafeMutableRawBufferPointer

  /// The monotonic clock as of this turn of the loop.
  package private(set) var now = Instant.now

  /// What other threads leave for the loop.
  fileprivate struct Inbox {
    var jobs: [UnownedJob] = []
    var errands: [@Sendable () -> Void] = []
    var isAwake = true
    var isStopping = false
  }

  /// Starts the thread.
  /// - Parameter name: shown by tools that list threads; at most 15 octets count.
  package init(name: String = "event-loop") throws(SocketError) {
    self.name = String(decoding: name.utf8.prefix(15), as: UTF8.self)
    epoll = csystem_epoll_create()
    guard epoll >= 0 else { throw SocketError("create an epoll instance", code: errno) }
    alarm = csystem_eventfd()
    guard alarm >= 0 else {
      let code = errno
      Glibc.close(epoll)
      throw SocketError("create an eventfd", code: code)
    }
    unsafe scratch = .allocate(byteCount: 65_536, alignment: 16)
    guard csystem_epoll_add(epoll, alarm, Self.alarmToken) == 0 else {
      throw SocketError("watch an eventfd", code: errno)
    }
    var thread = pthread_t()
    let outcome = unsafe pthread_create(
      &thread, nil,
      { loop in
        let loop = unsafe Unmanaged<EventLoop>.fromOpaque(loop!).takeRetainedValue()
        loop.run()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    guard outcome == 0 else {
      unsafe Unmanaged.passUnretained(self).release()
      throw SocketError("start a thread", code: outcome)
    }
    pthread_detach(thread)
  }

  deinit {
    unsafe scratch.deallocate()
    Glibc.close(alarm)
    Glibc.close(epoll)
  }

  /// Whether the caller runs on the loop's thread.
  package var isCurrent: Bool {
    unsafe csystem_current_loop() == UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
  }

  /// Runs a closure on the loop's thread, soon.
  package func execute(_ errand: @escaping @Sendable () -> Void) {
    let mustWake = inbox.withLock { inbox in
      inbox.errands.append(errand)
      return inbox.wake()
    }
    if mustWake { wake() }
  }

  /// Runs a closure once the jobs that are ready have run, before the loop waits again. Called on the loop's thread.
  package func atEndOfTurn(_ closure: @escaping @Sendable () -> Void) {
    precondition(isCurrent)
    endOfTurn.append(closure)
  }

  /// Ends the thread once what is already enqueued has run. Nothing enqueued after that runs.
  package func stop() {
    let mustWake = inbox.withLock { inbox in
      inbox.isStopping = true
      return inbox.wake()
    }
    if mustWake { wake() }
  }

  private func wake() {
    // The eventfd is edge-triggered and never read: each write is an edge.
    var one: UInt64 = 1
    _ = unsafe write(alarm, &one, 8)
  }

  // MARK: Watching

  private static let alarmToken = UInt64.max

  /// Puts a descriptor under the loop's watch. Called on the loop's thread.
  func watch(_ descriptor: Descriptor) throws(SocketError) {
    precondition(isCurrent)
    guard descriptor.isOpen else { throw SocketError("watch a descriptor", code: EBADF) }
    let index = Int(descriptor.number)
    while watched.count <= index { watched.append(nil) }
    generation &+= 1
    descriptor.generation = generation
    guard csystem_epoll_add(epoll, descriptor.number, descriptor.token) == 0 else {
      throw SocketError("watch a descriptor", code: errno)
    }
    watched[index] = descriptor
  }

  /// Ends the watch. The kernel forgets a descriptor by itself when it is closed.
  func forget(_ descriptor: Descriptor) {
    let index = Int(descriptor.number)
    guard index < watched.count, watched[index] === descriptor else { return }
    precondition(isCurrent)
    watched[index] = nil
  }

  /// Sees to it that the descriptor's deadlines are looked at no later than this instant.
  func schedule(_ descriptor: Descriptor, at deadline: Instant) {
    guard deadline < descriptor.scheduled else { return }
    descriptor.scheduled = deadline
    deadlines.push(deadline, token: descriptor.token)
  }

  private func descriptor(_ token: UInt64) -> Descriptor? {
    let index = Int(token & 0xFFFF_FFFF)
    guard index < watched.count, let descriptor = watched[index], descriptor.token == token else { return nil }
    return descriptor
  }

  // MARK: The thread

  private func run() {
    unsafe csystem_set_current_loop(Unmanaged.passUnretained(self).toOpaque())
    unsafe csystem_name_thread(name)
    let capacity = 256
    let events = UnsafeMutablePointer<csystem_event>.allocate(capacity: capacity)
    defer { unsafe events.deallocate() }

    while true {
      let mayBlock = local.isEmpty && inbox.withLock { $0.sleep() }
      let count = unsafe csystem_epoll_wait(epoll, events, Int32(capacity), mayBlock ? patience : 0)
      now = Instant.now
      let isStopping = inbox.withLock { inbox in
        inbox.isAwake = true
        swap(&inbox.jobs, &arrived)
        swap(&inbox.errands, &errands)
        return inbox.isStopping
      }
      for index in 0..<max(0, Int(count)) {
        let event = unsafe events[index]
        descriptor(event.token)?.signal(events: event.events)
      }
      expire()
      for errand in errands { errand() }
      errands.removeAll(keepingCapacity: true)
      runJobs()
      if isStopping, local.isEmpty, inbox.withLock({ $0.jobs.isEmpty && $0.errands.isEmpty }) { break }
    }
    watched.removeAll()
    csystem_set_current_loop(nil)
  }

  /// How long the loop may sleep, in nanoseconds; -1 for ever.
  private var patience: Int64 {
    guard let soonest = deadlines.soonest, soonest < .never else { return -1 }
    let now = Instant.now
    return soonest <= now ? 0 : Int64(clamping: soonest.nanoseconds - now.nanoseconds)
  }

  private func expire() {
    while let entry = deadlines.pop(due: now) {
      guard let descriptor = descriptor(entry.token), descriptor.scheduled == entry.instant else { continue }
      descriptor.scheduled = .never
      let next = descriptor.expire(at: now)
      if next < .never { schedule(descriptor, at: next) }
    }
  }

  private func runJobs() {
    let serial = unsafe asUnownedSerialExecutor()
    let task = unsafe asUnownedTaskExecutor()
    for job in arrived { unsafe job.runSynchronously(isolatedTo: serial, taskExecutor: task) }
    arrived.removeAll(keepingCapacity: true)
    // Jobs beget jobs; after a few rounds the sockets get their turn again.
    for _ in 0..<8 where !local.isEmpty {
      swap(&local, &running)
      for job in running { unsafe job.runSynchronously(isolatedTo: serial, taskExecutor: task) }
      running.removeAll(keepingCapacity: true)
    }
    while !endOfTurn.isEmpty {
      let closures = endOfTurn
      endOfTurn.removeAll()
      for closure in closures { closure() }
    }
  }
}

extension EventLoop.Inbox {
  /// True if the caller must wake the loop.
  fileprivate mutating func wake() -> Bool {
    guard !isAwake else { return false }
    isAwake = true
    return true
  }

  /// True if the loop may sleep, which it is then known to do.
  fileprivate mutating func sleep() -> Bool {
    guard jobs.isEmpty, errands.isEmpty, !isStopping else { return false }
    isAwake = false
    return true
  }
}

extension EventLoop: SerialExecutor, TaskExecutor {
  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    guard !isCurrent else {
      local.append(job)
      return
    }
    let mustWake = inbox.withLock { inbox in
      inbox.jobs.append(job)
      return inbox.wake()
    }
    if mustWake { wake() }
  }

  package func checkIsolated() {
    precondition(isCurrent, "called from another thread than the event loop's")
  }

  package func isIsolatingCurrentContext() -> Bool? {
    isCurrent
  }

  package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    unsafe UnownedSerialExecutor(ordinary: self)
  }

  package func asUnownedTaskExecutor() -> UnownedTaskExecutor {
    unsafe UnownedTaskExecutor(ordinary: self)
  }
}

extension Descriptor {
  /// What epoll and the deadlines know this descriptor by: its number below, its generation above.
  fileprivate var token: UInt64 {
    UInt64(generation) << 32 | UInt64(UInt32(bitPattern: number))
  }
}
