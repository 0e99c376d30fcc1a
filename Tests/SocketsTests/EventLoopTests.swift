import Glibc
import Synchronization
import Testing

@testable import Sockets

@Suite struct EventLoopTests {
  /// State that lives on a loop's thread.
  private actor Resident {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private(set) var count = 0

    init(_ loop: EventLoop) { self.loop = loop }

    func increment() -> Bool {
      count += 1
      return loop.isCurrent
    }
  }

  @Test("a task that prefers the loop runs on its thread, and again after it was away")
  func taskExecutor() async throws {
    let loop = try EventLoop()
    defer { loop.stop() }
    let task = Task(executorPreference: loop) {
      let before = loop.isCurrent
      try await Task.sleep(for: .milliseconds(1))
      return [before, loop.isCurrent]
    }
    #expect(try await task.value == [true, true])
    #expect(!loop.isCurrent)
  }

  @Test("an actor of the loop runs on its thread, whoever calls")
  func actorExecutor() async throws {
    let loop = try EventLoop()
    defer { loop.stop() }
    let resident = Resident(loop)
    let onLoop = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<100 { group.addTask { await resident.increment() } }
      return await group.allSatisfy { $0 }
    }
    #expect(onLoop)
    #expect(await resident.count == 100)
  }

  @Test("continuations resumed by other threads all come back")
  func manyResumptions() async throws {
    let loop = try EventLoop()
    defer { loop.stop() }
    let waiting = Shared<[CheckedContinuation<Void, Never>]>([])
    let finished = Shared(0)
    let tasks = (0..<2000).map { _ in
      Task(executorPreference: loop) {
        await withCheckedContinuation { continuation in waiting.withLock { $0.append(continuation) } }
        finished.withLock { $0 += loop.isCurrent ? 1 : 0 }
      }
    }
    while waiting.withLock({ $0.count }) < 2000 { await Task.yield() }
    for continuation in waiting.withLock({ $0 }) { continuation.resume() }
    for task in tasks { await task.value }
    #expect(finished.withLock { $0 } == 2000)
  }

  @Test("what is executed from another thread runs in order on the loop's")
  func errands() async throws {
    let loop = try EventLoop()
    defer { loop.stop() }
    let seen = Shared<[Int]>([])
    await withCheckedContinuation { continuation in
      for number in 0..<100 {
        loop.execute { seen.withLock { $0.append(loop.isCurrent ? number : -1) } }
      }
      loop.execute { continuation.resume() }
    }
    #expect(seen.withLock { $0 } == Array(0..<100))
  }

  @Test("the end of a turn comes after the jobs that were ready")
  func endOfTurn() async throws {
    let loop = try EventLoop()
    defer { loop.stop() }
    let seen = Shared<[String]>([])
    await withCheckedContinuation { continuation in
      loop.execute {
        loop.atEndOfTurn {
          seen.withLock { $0.append("end") }
          continuation.resume()
        }
        Task(executorPreference: loop) { seen.withLock { $0.append("job") } }
      }
    }
    #expect(seen.withLock { $0 } == ["job", "end"])
  }

  @Test("a stopped loop lets go of itself and its descriptors")
  func stops() async throws {
    weak var released: EventLoop?
    do {
      let loop = try EventLoop()
      released = loop
      await Task(executorPreference: loop) {}.value
      loop.stop()
    }
    for _ in 0..<60_000 where released != nil { try await Task.sleep(for: .milliseconds(1)) }
    #expect(released == nil)
  }
}

@Suite struct DeadlinesTests {
  @Test("deadlines come up in order, only when due")
  func order() {
    var deadlines = Deadlines()
    var state: UInt64 = 42
    let instants = (0..<500).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 40
    }
    for instant in instants { deadlines.push(Instant(nanoseconds: instant), token: instant) }
    var popped: [UInt64] = []
    while let entry = deadlines.pop(due: .never) { popped.append(entry.token) }
    #expect(popped == instants.sorted())
    deadlines.push(Instant(nanoseconds: 5), token: 1)
    #expect(deadlines.pop(due: Instant(nanoseconds: 4))?.token == nil)
    #expect(deadlines.pop(due: Instant(nanoseconds: 5))?.token == 1)
    #expect(deadlines.soonest == nil)
  }

  @Test(
    "a duration is counted in whole nanoseconds, within bounds",
    arguments: [
      (Duration.seconds(1), 1_000_000_000 as UInt64), (.milliseconds(1500), 1_500_000_000), (.zero, 0),
      (.seconds(-1), 0),
      (.seconds(Int64.max), UInt64.max),
    ])
  func durations(duration: Duration, expected: UInt64) {
    #expect(duration.wholeNanoseconds == expected)
    #expect(Instant(nanoseconds: 1).advanced(by: duration) >= Instant(nanoseconds: 1))
  }
}

/// A value that several tasks change.
private final class Shared<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }

  func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
    value.withLock { value in body(&value) }
  }
}
