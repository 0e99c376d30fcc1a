import Logging
import Postgres
import Records
import Referrals
import ServiceLifecycle

/// Lets deliveries have their effect: claims them program by program, and writes what each changes, and that it did so,
/// in one transaction.
struct InboxWorker: Service {
  /// How many deliveries of a program are taken at a time, before it is another program's turn.
  private static let batch = 100
  /// How many transactions run at a time. The first lane looks by itself and is woken when something came; the others are
  /// woken when there is more than one takes at a time.
  static let lanes = 4

  /// How much of the time one lane works while deliveries come as fast as they can be stored.
  private static let shareInCrowd = 0.2
  /// How long a lane waits for more to come: many at once are less work than one by one. Little after a silence, and more
  /// after a batch that could have been larger.
  private static let gathering = (afterSilence: Duration.milliseconds(10), afterBatch: Duration.milliseconds(60))

  let environment: Environment
  let bell: Bell
  /// Wakes the other lanes, one by one, where there is more to do than one lane takes at a time.
  private let helpers = Bell()
  /// Whether deliveries come as fast as they can be stored. They are answered first; what they change waits.
  let isCrowded: @Sendable () -> Bool

  /// A worker; nothing runs yet.
  init(environment: Environment, bell: Bell, isCrowded: @escaping @Sendable () -> Bool = { false }) {
    self.environment = environment
    self.bell = bell
    self.isCrowded = isCrowded
  }

  func run() async throws {
    await withTaskCancellationOrGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        for lane in 0..<Self.lanes { group.addTask { await work(lane) } }
      }
    } onCancelOrGracefulShutdown: {
      bell.stop()
      helpers.stop()
    }
  }

  private func work(_ lane: Int) async {
    while !Task.isCancelled && !bell.isStopped {
      do {
        try await workOff(lane)
      } catch is CancellationError {
        return
      } catch {
        environment.log.warning("the inbox waits for the database", metadata: ["error": "\(error)"])
      }
      if lane > 0 {
        await helpers.wait(atMost: .seconds(10))
      } else {
        await bell.wait(atMost: .milliseconds(250))
        if !bell.isStopped { try? await Task.sleep(for: Self.gathering.afterSilence) }
      }
    }
  }

  /// Works until nothing is due.
  private func workOff(_ lane: Int) async throws {
    while !bell.isStopped {
      let began = ContinuousClock.now
      let count = try await workOff()
      guard count > 0 else { return }
      if isCrowded() {
        guard lane == 0 else { return }
        let pause = (ContinuousClock.now - began) * ((1 - Self.shareInCrowd) / Self.shareInCrowd)
        try await Task.sleep(for: min(pause, .seconds(1)))
      } else if count < Self.batch {
        try await Task.sleep(for: Self.gathering.afterBatch)
      }
    }
  }

  /// Works on some of each program that has something due; how many deliveries were looked at.
  func workOff() async throws -> Int {
    let now = environment.now()
    let programs = try await environment.database.withConnection { try await Inbox.programs(at: now, in: $0) }
    var count = 0
    // Several workers start with different programs.
    for program in programs.shuffled() { count += try await workOff(program) }
    return count
  }

  /// Lets a batch of a program's deliveries have their effect; how many were looked at. What can be done together is done
  /// in one transaction; then what is left, each in its own.
  private func workOff(_ program: Program.ID) async throws -> Int {
    let now = environment.now()
    var claimed: [Delivery.ID] = []
    do {
      let left = try await environment.database.transaction { connection in
        claimed = []
        let deliveries = try await Inbox.claim(atMost: Self.batch, at: now, program: program, in: connection)
        claimed = deliveries.map(\.arrival.id)
        return try await DeliveryBatch(program: program, now: now, connection: connection).apply(deliveries)
      }
      if claimed.count == Self.batch, !isCrowded() { helpers.ring() }
      for id in left { try await workOff(id, of: program) }
    } catch  where Trouble.isOfData(error) && !claimed.isEmpty {
      // One of them is at fault, and the others shall not suffer from it.
      environment.log.notice("deliveries go one by one", metadata: ["error": "\(Trouble.code(of: error))"])
      for id in claimed { try await workOff(id, of: program) }
    }
    return claimed.count
  }

  /// Lets one delivery have its effect, in a transaction of its own, unless another worker has it.
  private func workOff(_ id: Delivery.ID, of program: Program.ID) async throws {
    let now = environment.now()
    var taken: Inbox.Claimed?
    do {
      try await environment.database.transaction { connection in
        taken = try await Inbox.claim(id, at: now, program: program, in: connection)
        guard let taken else { return }
        let outcome =
          switch DeliveryReading(taken) {
          case .done(let outcome): outcome
          case .event(let event):
            try await DeliveryEffect(
              delivery: taken.arrival, program: program, currency: taken.currency, now: now, connection: connection
            ).apply(event)
          }
        try await Inbox.finish([outcome], at: now, program: program, in: connection)
      }
    } catch  where Trouble.isOfData(error) {
      guard let taken else { throw error }
      try await setAside(taken, error, at: now, program: program)
    }
  }

  /// A delivery that failed is tried again later, in case something else was in its way, and parked in the end.
  private func setAside(
    _ claimed: Inbox.Claimed, _ error: any Error, at now: Timestamp, program: Program.ID
  ) async throws {
    let refusal = error as? PostgresError
    let isLast = claimed.attempts >= 5 && refusal?.isRetryable != true
    environment.log.error(
      "a delivery failed", metadata: ["delivery": "\(claimed.arrival.id)", "error": "\(Trouble.code(of: error))"])
    let outcome = Inbox.Outcome(
      claimed.arrival.id, isLast ? .parked : .received, reason: "it can't be stored: \(refusal?.message ?? "\(error)")",
      dueAt: isLast ? nil : now + .seconds(1 << min(claimed.attempts, 6)))
    try await environment.database.transaction { connection in
      // Another worker may have had it meanwhile, and done with it.
      try await Inbox.putOff(outcome, since: claimed.attempts, at: now, program: program, in: connection)
    }
  }
}
