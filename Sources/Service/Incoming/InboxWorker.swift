import Logging
import Postgres
import Records
import Referrals
import ServiceLifecycle
import StrictJSON
import Webhooks

/// Lets deliveries have their effect: claims them program by program, and writes what each changes, and that it did so,
/// in one transaction.
struct InboxWorker: Service {
  /// How many deliveries one transaction takes.
  private static let batch = 10
  /// How many transactions run at a time. The first lane looks by itself; the others are woken when there is work.
  static let lanes = 4

  let environment: Environment
  let bell: Bell

  func run() async throws {
    await withGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        for lane in 0..<Self.lanes { group.addTask { await work(lane) } }
      }
    } onGracefulShutdown: {
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

  /// Works on one batch of each program that has something due; how many deliveries were looked at.
  func workOff() async throws -> Int {
    let now = environment.now()
    let programs = try await environment.database.withConnection { try await Inbox.programs(at: now, in: $0) }
    var count = 0
    // Several workers start with different programs.
    for program in programs.shuffled() { count += try await workOff(program, at: now) }
    return count
  }

  private func workOff(_ program: Program.ID, at now: Timestamp) async throws -> Int {
    do {
      return try await environment.database.transaction { connection in
        try await apply(limit: Self.batch, at: now, program: program, in: connection)
      }
    } catch let error as PostgresError where !error.isConnectionFailure {
      // One of them can't be: each by itself then, so that it takes none of the others with it.
      return try await oneByOne(program, at: now)
    }
  }

  private func oneByOne(_ program: Program.ID, at now: Timestamp) async throws -> Int {
    var count = 0
    for _ in 0..<Self.batch {
      var claimed: Inbox.Claimed?
      do {
        let done = try await environment.database.transaction { connection in
          try await apply(limit: 1, at: now, program: program, in: connection) { claimed = $0 }
        }
        if done == 0 { break }
      } catch let error as PostgresError where !error.isConnectionFailure {
        guard let claimed else { throw error }
        try await setAside(claimed, error, at: now, program: program)
      }
      count += 1
    }
    return count
  }

  /// A delivery that failed is tried again later, in case something else was in its way, and parked in the end.
  private func setAside(
    _ claimed: Inbox.Claimed, _ error: PostgresError, at now: Timestamp, program: Program.ID
  ) async throws {
    let isLast = claimed.attempts >= 5
    environment.log.error(
      "a delivery failed", metadata: ["delivery": "\(claimed.arrival.id)", "error": "\(error.sqlState)"])
    let outcome = Inbox.Outcome(
      claimed.arrival.id, isLast ? .parked : .received, reason: "it can't be stored: \(error.message)",
      dueAt: isLast ? nil : now + .seconds(1 << claimed.attempts))
    try await environment.database.transaction { connection in
      try await Inbox.finish(outcome, at: now, program: program, in: connection)
    }
  }

  private func apply(
    limit: Int, at now: Timestamp, program id: Program.ID, in connection: Connection,
    onClaim: (Inbox.Claimed) -> Void = { _ in }
  ) async throws -> Int {
    let claimed = try await Inbox.claim(limit: limit, at: now, program: id, in: connection)
    guard !claimed.isEmpty, let program = try await Programs.find(id, in: connection) else { return 0 }
    for item in claimed {
      onClaim(item)
      let outcome = try await outcome(of: item.arrival, at: now, program: program, in: connection)
      try await Inbox.finish(outcome, at: now, program: id, in: connection)
    }
    return claimed.count
  }

  private func outcome(
    of arrival: Inbox.Arrival, at now: Timestamp, program: Program, in connection: Connection
  ) async throws -> Inbox.Outcome {
    if arrival.body.isEmpty {
      return Inbox.Outcome(arrival.id, .ignored, reason: "what it said was erased")
    }
    guard let source = try await Sources.find(arrival.source, includingRemoved: true, in: connection),
      let provider = Providers.named(source.provider)
    else { return Inbox.Outcome(arrival.id, .parked, reason: "its source is not known") }
    let event: IncomingEvent
    do {
      event = try provider.read(RawDelivery(arrival), for: Recipient(source, at: arrival.receivedAt))
    } catch {
      return Inbox.Outcome(arrival.id, .parked, reason: "it can't be read: \(error)")
    }
    guard !event.isTest || source.acceptsTest else {
      let summary = event.meanings.map(\.summary).joined(separator: "; ")
      return Inbox.Outcome(arrival.id, .test, reason: "would have been: \(summary)")
    }
    return try await DeliveryEffect(delivery: arrival, program: program, now: now, connection: connection)
      .apply(event)
  }
}
