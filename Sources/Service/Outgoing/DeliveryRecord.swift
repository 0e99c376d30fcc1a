import Logging
import Postgres
import Records
import Referrals
import Synchronization
import Webhooks

/// Records what came of attempts, as many at a time as have gathered: attempts, deliveries and what they show of their
/// endpoint in one transaction of each program.
final class DeliveryRecord: Sendable {
  private struct Gathered {
    var results: [Shipment.Result] = []
    var unsent: [Shipment] = []
    var isFinished = false

    var isEmpty: Bool { results.isEmpty && unsent.isEmpty }
  }

  /// How many results one transaction records.
  private static let batch = 500

  private let environment: Environment
  private let worker: Deliveries.Worker.ID
  private let metrics: SendingMetrics
  private let traffic: TrafficControl
  /// Rings when there is room again.
  private let room: Bell
  private let bell = Bell()
  private let gathered = Mutex(Gathered())

  init(
    environment: Environment, worker: Deliveries.Worker.ID, metrics: SendingMetrics, traffic: TrafficControl,
    bell: Bell
  ) {
    self.environment = environment
    self.worker = worker
    self.metrics = metrics
    self.traffic = traffic
    room = bell
  }

  /// Takes in a result.
  func add(_ result: Shipment.Result) {
    gathered.withLock { $0.results.append(result) }
    bell.ring()
  }

  /// Takes back what was not sent after all, or nobody knows whether it was: it is due again at once.
  func giveBack(_ shipment: Shipment) {
    gathered.withLock { $0.unsent.append(shipment) }
    bell.ring()
  }

  /// Nothing more comes; what is there is recorded, and ``run()`` ends.
  func finish() {
    gathered.withLock { $0.isFinished = true }
    bell.ring()
  }

  /// Records until it is finished.
  func run() async {
    while true {
      let (results, unsent, isFinished) = gathered.withLock { gathered in
        defer {
          gathered.results.removeFirst(min(Self.batch, gathered.results.count))
          gathered.unsent = []
        }
        return (Array(gathered.results.prefix(Self.batch)), gathered.unsent, gathered.isFinished)
      }
      if results.isEmpty, unsent.isEmpty {
        if isFinished { return }
        await bell.wait(atMost: .seconds(1))
        continue
      }
      await record(results, unsent, isLast: isFinished)
    }
  }

  /// Records results, program by program, for as long as it takes: while the database is away nothing more is sent than
  /// was on its way. Told to stop, it tries once: what is not recorded is sent again.
  private func record(_ results: [Shipment.Result], _ unsent: [Shipment], isLast: Bool) async {
    for (program, theirs) in Dictionary(grouping: results, by: \.shipment.program) {
      while true {
        do {
          try await record(theirs, program: program)
          break
        } catch {
          environment.log.warning("attempts wait to be recorded", metadata: ["error": "\(error)"])
          if isLast || gathered.withLock({ $0.isFinished }) { break }
          await Task { try? await Task.sleep(for: .milliseconds(500)) }.value
        }
      }
      for result in theirs {
        end(result.shipment, result.verdict == .delivered)
        metrics.count(result.outcome.attempt, result.outcome.status)
      }
    }
    for (program, theirs) in Dictionary(grouping: unsent, by: \.program) {
      _ = try? await environment.database.withConnection { connection in
        try await Deliveries.release(
          theirs.map(\.delivery.id), by: self.worker, program: program, in: connection)
      }
      for shipment in theirs { end(shipment, nil) }
    }
    room.ring()
  }

  private func end(_ shipment: Shipment, _ isTaken: Bool?) {
    traffic.end(shipment.delivery.id, to: shipment.endpoint.id, isTaken)
    metrics.end()
  }

  private func record(_ results: [Shipment.Result], program: Program.ID) async throws {
    let now = environment.now()
    // In one order for all workers, so that none waits for another in a circle.
    let outcomes = results.map(\.outcome).sorted { $0.delivery < $1.delivery }
    let findings = Dictionary(grouping: results, by: \.shipment.endpoint.id)
      .map { endpoint, results in EndpointFinding(endpoint, results, failingSince: traffic.failingSince(endpoint), now)
      }
      .filter { !$0.isNothing }
      .sorted { $0.endpoint < $1.endpoint }
    if findings.isEmpty {
      return try await environment.database.withConnection { connection in
        try await Deliveries.record(outcomes, by: self.worker, at: now, program: program, in: connection)
      }
    }
    let disabled = try await environment.database.transaction { connection in
      // Endpoints before deliveries, as all who lock both.
      var disabled: [Endpoints.Entry] = []
      for finding in findings {
        if let endpoint = try await finding.write(at: now, program: program, in: connection) {
          disabled.append(endpoint)
        }
      }
      try await Deliveries.record(outcomes, by: self.worker, at: now, program: program, in: connection)
      return disabled
    }
    for finding in findings { traffic.note(finding.endpoint, failingSince: finding.failingSince) }
    for endpoint in disabled {
      environment.log.warning(
        "an endpoint is disabled",
        metadata: [
          "program": "\(program)", "endpoint": "\(endpoint.id)", "reason": "\(endpoint.disabledReason?.rawValue ?? "")",
        ])
    }
  }
}
