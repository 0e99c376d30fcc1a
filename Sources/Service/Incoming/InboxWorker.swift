import Logging
import Postgres
import Records
import Referrals
import ServiceLifecycle

import Webhooks

/// Lets deliveries have their effect: claims them program by program, and writes what each changes, and that it did so,
/// in one transaction.
struct InboxWorker: Service {
  /// How many deliveries of a program are worked on before it is another program's turn.
  private static let turn = 100
  /// How many transactions run at a time. The first lane looks by itself; the others are woken when there is work.
  static let lanes = 4

  let environment: Environment
  let bell: Bell

  func run() async throws {
    await withTaskCancellationOrGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        for lane in 0..<Self.lanes { group.addTask { await work(lane) } }
      }
    } onCancelOrGracefulShutdown: {
      bell.stop()
    }
  }

  private func work(_ lane: Int) async {
    while !Task.isCancelled && !bell.isStopped {
      do {
        while try await workOff() > 0 && !bell.isStopped { bell.ring() }
      } catch is CancellationError {
        return
      } catch {
        environment.log.warning("the inbox waits for the database", metadata: ["error": "\(error)"])
      }
      await bell.wait(atMost: lane == 0 ? .milliseconds(250) : .seconds(10))
    }
  }

  /// Works on some of each program that has something due; how many deliveries were looked at.
  func workOff() async throws -> Int {
    let now = environment.now()
    let programs = try await environment.database.withConnection { try await Inbox.programs(at: now, in: $0) }
    var count = 0
    // Several workers start with different programs.
    for program in programs.shuffled() {
      for _ in 0..<Self.turn {
        guard try await workOffOne(of: program) else { break }
        count += 1
      }
    }
    return count
  }

  /// Lets one delivery have its effect, in a transaction of its own: what counts by the quarter of an hour is written by
  /// many at once, and two at a time would have to wait for each other in circles. False where none is due.
  private func workOffOne(of program: Program.ID) async throws -> Bool {
    let now = environment.now()
    var taken: Inbox.Claimed?
    do {
      return try await environment.database.transaction { connection in
        taken = nil
        guard let claimed = try await Inbox.claim(at: now, program: program, in: connection) else { return false }
        taken = claimed
        let outcome = try await outcome(of: claimed, at: now, program: program, in: connection)
        try await Inbox.finish(outcome, at: now, program: program, in: connection)
        return true
      }
    } catch let error as PostgresError where !error.isConnectionFailure {
      guard let taken else { throw error }
      try await setAside(taken, error, at: now, program: program)
      return true
    }
  }

  /// A delivery that failed is tried again later, in case something else was in its way, and parked in the end.
  private func setAside(
    _ claimed: Inbox.Claimed, _ error: PostgresError, at now: Timestamp, program: Program.ID
  ) async throws {
    let isLast = claimed.attempts >= 5 && !error.isRetryable
    environment.log.error(
      "a delivery failed", metadata: ["delivery": "\(claimed.arrival.id)", "error": "\(error.sqlState)"])
    let outcome = Inbox.Outcome(
      claimed.arrival.id, isLast ? .parked : .received, reason: "it can't be stored: \(error.message)",
      dueAt: isLast ? nil : now + .seconds(1 << min(claimed.attempts, 6)))
    try await environment.database.transaction { connection in
      try await Inbox.finish(outcome, at: now, program: program, in: connection)
    }
  }

  private func outcome(
    of claimed: Inbox.Claimed, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Inbox.Outcome {
    let arrival = claimed.arrival
    if arrival.body.isEmpty {
      return Inbox.Outcome(arrival.id, .ignored, reason: "what it said was erased")
    }
    guard let provider = Providers.named(claimed.provider) else {
      return Inbox.Outcome(arrival.id, .parked, reason: "its provider \(claimed.provider) is not known")
    }
    let event: IncomingEvent
    do {
      event = try provider.read(RawDelivery(arrival), for: Recipient(arrival))
    } catch {
      return Inbox.Outcome(arrival.id, .parked, reason: "it can't be read: \(error)")
    }
    guard !event.isTest || claimed.acceptsTest else {
      let summary = event.meanings.map(\.summary).joined(separator: "; ")
      return Inbox.Outcome(arrival.id, .test, reason: "would have been: \(summary)")
    }
    return try await DeliveryEffect(
      delivery: arrival, program: program, currency: claimed.currency, now: now, connection: connection
    ).apply(event)
  }
}
