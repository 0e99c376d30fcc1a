import Postgres
import Records
import Referrals
import Testing

@testable import Service

@Suite("The queue of arrivals")
struct ArrivalQueueTests {
  private func orphan() -> Arrival {
    .orphan(
      OrphanClick(
        id: .make(program: OrphanClicks.nobody, at: .now()), program: nil, host: "", code: "x", reason: .unknown,
        link: nil, addressPrefix: ""))
  }

  @Test("nothing waits for writers that never get ready", .timeLimit(.minutes(5)))
  func starting() async throws {
    let queue = ArrivalQueue(writers: 2, batchLimit: 10, depthLimit: 10)
    let fate = await withUnsafeContinuation { continuation in
      _ = queue.append(WaitingArrival(arrival: orphan(), mayRepeat: false, continuation: continuation))
      Task {
        try await onOwnThread {
          for waiting in queue.takeForSpill(patience: .milliseconds(10), since: .now) ?? [] {
            waiting.continuation.resume(returning: .kept(waiting.id))
          }
        }
      }
    }
    guard case .kept = fate else { return #expect(Bool(false), "\(fate)") }
    #expect(queue.depth == 0)
  }
}
