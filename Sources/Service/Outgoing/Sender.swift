import HTTPClient
import Logging
import Postgres
import Records
import Referrals
import ServiceLifecycle
import Synchronization

/// Sends what is due to endpoints. It learns which endpoints have something due, takes it program by program under a
/// lease, sends it side by side, and records what came of it many at a time. Several, in one process or in many, share
/// the work; what one had when it was killed, another takes when its lease is over.
final class Sender: Service {
  /// How it sends.
  struct Settings: Sendable {
    /// How many deliveries may be on their way at once.
    var limit = 1_000
    /// How many are taken at once.
    var batch = 256
    /// How often it looks for what is due.
    var interval: Duration = .milliseconds(250)
    /// For how long what it has taken is its own.
    var lease: Duration = .seconds(90)
    /// How long what is on its way may take when it is told to stop.
    var patience: Duration = .seconds(5)
  }

  private let environment: Environment
  private let settings: Settings
  private let client: HTTPClient
  private let metrics: SendingMetrics
  private let record: DeliveryRecord
  private let worker: Deliveries.Worker.ID
  /// Rings when there may be something to take.
  let bell: Bell
  private let traffic: TrafficControl
  private let isStopping = Atomic(false)

  /// A sender; nothing is sent yet.
  init(
    environment: Environment, client: HTTPClient, worker: Deliveries.Worker.ID, metrics: SendingMetrics, bell: Bell,
    settings: Settings = Settings()
  ) {
    self.environment = environment
    self.worker = worker
    self.client = client
    self.metrics = metrics
    self.bell = bell
    self.settings = settings
    traffic = TrafficControl(limit: settings.limit)
    record = DeliveryRecord(environment: environment, worker: worker, metrics: metrics, traffic: traffic, bell: bell)
  }

  /// Sends until graceful shutdown or cancellation; then what is on its way may still arrive for a while, and what has
  /// not is given back.
  func run() async throws {
    // Tasks of their own: cancelled outright, they would forget what has arrived.
    let dispatching = Task { await self.dispatch() }
    let recording = Task { await self.record.run() }
    let keeping = Task { await self.keepLeases() }
    try? await gracefulShutdown()
    isStopping.store(true, ordering: .releasing)
    bell.ring()
    let alarm = Task { [patience = settings.patience] in
      try await Task.sleep(for: patience)
      dispatching.cancel()
    }
    await dispatching.value
    alarm.cancel()
    record.finish()
    await recording.value
    keeping.cancel()
  }

  private func dispatch() async {
    await withDiscardingTaskGroup { group in
      var turn = 0
      var hasReturned = false
      while !isStopping.load(ordering: .acquiring) {
        turn &+= 1
        var hasSent = false
        do {
          if !hasReturned { try await takeUpAgain() }
          hasReturned = true
          hasSent = try await sendDue(turn: turn) { shipment in group.addTask { await self.send(shipment) } }
        } catch is CancellationError {
          return
        } catch {
          environment.log.warning("sending waits for the database", metadata: ["error": "\(error)"])
          try? await Task.sleep(for: .seconds(1))
        }
        if !hasSent { await bell.wait(atMost: settings.interval) }
      }
    }
  }

  /// What it had when it was killed is due again.
  private func takeUpAgain() async throws {
    try await environment.database.withConnection { connection in
      try await Deliveries.releaseAll(by: self.worker, in: connection)
    }
  }

  /// Takes what there is room for, of each program in turn, and begins to send it; whether there was anything.
  private func sendDue(turn: Int, _ start: (Shipment) -> Void) async throws -> Bool {
    let now = environment.now()
    guard traffic.room > 0 else { return false }
    let destinations = try await environment.database.withConnection { connection in
      try await Deliveries.destinations(at: now, in: connection)
    }
    if destinations.isEmpty { return false }
    let rooms = traffic.rooms(for: destinations.map(\.endpoint))
    let byProgram = Dictionary(grouping: destinations, by: \.program)
    let programs = byProgram.keys.sorted()
    var hasSent = false
    // Another one begins each time.
    for index in programs.indices {
      let program = programs[(index + turn) % programs.count]
      guard let theirs = byProgram[program] else { continue }
      try await clear(theirs, at: now, program: program)
      let open = theirs.filter { !$0.isDeleted && $0.endpoint.disabledAt == nil }
      for shipment in try await take(open.map(\.endpoint), rooms, at: now, program: program) {
        hasSent = true
        start(shipment)
      }
    }
    return hasSent
  }

  /// What was written while its endpoint was being disabled or deleted is sent no more.
  private func clear(_ destinations: [Deliveries.Destination], at now: Timestamp, program: Program.ID) async throws {
    for closed in destinations where closed.isDeleted || closed.endpoint.disabledAt != nil {
      try await environment.database.withConnection { connection in
        try await Deliveries.stop(
          closed.endpoint.id, as: closed.isDeleted ? .canceled : .held, at: now, program: program, in: connection)
      }
    }
  }

  private func take(
    _ endpoints: [Endpoints.Entry], _ rooms: [Endpoints.ID: Int], at now: Timestamp, program: Program.ID
  ) async throws -> [Shipment] {
    var left = min(settings.batch, traffic.room)
    var wanted: [(endpoint: Endpoints.ID, room: Int)] = []
    for endpoint in endpoints.shuffled() {
      guard let room = rooms[endpoint.id], left > 0 else { continue }
      wanted.append((endpoint.id, min(room, left)))
      left -= min(room, left)
    }
    if wanted.isEmpty { return [] }
    var taken: [Deliveries.Taken] = []
    var bytes: [Outbox.Event.ID: [UInt8]] = [:]
    try await environment.database.withConnection { connection in
      taken = try await Deliveries.claim(
        wanted, until: now + self.settings.lease, by: self.worker, at: now, program: program, in: connection)
      if taken.isEmpty { return }
      bytes = try await Outbox.bodies(of: Array(Set(taken.map(\.event))), program: program, in: connection)
        .mapValues { Array($0.utf8) }
    }
    let known = Dictionary(endpoints.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return taken.sorted { $0.id < $1.id }.compactMap { delivery in
      guard let endpoint = known[delivery.endpoint], let body = bytes[delivery.event] else { return nil }
      traffic.begin(delivery.id, to: endpoint.id, of: program)
      metrics.begin()
      return Shipment(program: program, endpoint: endpoint, delivery: delivery, body: body)
    }
  }

  private func send(_ shipment: Shipment) async {
    let startedAt = environment.now()
    let start = ContinuousClock.now
    let chance = Double.random(in: 0..<1)
    do throws(HTTPClient.Failure) {
      let request: HTTPClient.Request
      do { request = try shipment.request(at: startedAt) } catch { throw .badRequest("\(error)") }
      let response = try await client.send(request)
      record.add(shipment.result(response, startedAt: startedAt, now: environment.now(), chance: chance))
    } catch {
      if error == .cancelled || error == .closed { return record.giveBack(shipment) }
      record.add(
        shipment.result(
          error, took: start.duration(to: .now), startedAt: startedAt, now: environment.now(), chance: chance))
    }
  }

  /// Keeps what is on its way from being taken by others for as long as it takes.
  private func keepLeases() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: settings.lease / 6)
      let until = environment.now() + settings.lease
      for (program, deliveries) in traffic.inFlight {
        try? await environment.database.withConnection { connection in
          try await Deliveries.extend(
            deliveries, until: until, by: self.worker, program: program, in: connection)
        }
      }
    }
  }
}
