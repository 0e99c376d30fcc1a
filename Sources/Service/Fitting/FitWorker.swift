import Foundation
import Logging
import Postgres
import Records
package import Referrals
import ServiceLifecycle
import StrictJSON

/// Fits each model to each program: for the first time as soon as there is enough to learn from, and again once a day
/// while something new comes in. What a new version changes is counted anew. Between fits it keeps up to date how many
/// people each advocate reaches.
package struct FitWorker: Service {
  /// How long a fit serves while conversions come in, unless there are twice as many.
  private static let serves: Duration = .hours(24)
  /// How long after an attempt that failed the next one is, unless there are many more conversions.
  private static let patience: Duration = .hours(1)
  /// How long after an attempt the next one is at the least.
  private static let pause: Duration = .minutes(1)

  /// How long audiences are counted at once, and how many by one statement: at most a twentieth of the time.
  private static let (counts, audiences): (Duration, Int) = (.seconds(3), 200)

  private let environment: Environment

  /// A worker; of several, one at a time fits a program.
  package init(environment: Environment) { self.environment = environment }

  package func run() async throws {
    while !Task.isCancelled && !Task.isShuttingDownGracefully {
      do {
        try await fitDue()
      } catch is CancellationError {
        return
      } catch {
        environment.log.warning("fitting waits for the database", metadata: ["error": "\(error)"])
      }
      try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(60)) }
    }
  }

  /// Fits whatever is due now.
  package func fitDue() async throws {
    for program in try await environment.database.withConnection({ try await Programs.all(in: $0) }) {
      do {
        try await countAudiences(of: program.id)
        try await fit(program)
      } catch  where Trouble.isOfData(error) {
        environment.log.error(
          "models cannot be fitted", metadata: ["program": "\(program.id)", "error": "\(Trouble.code(of: error))"])
      }
    }
  }

  /// Counts again whom advocates reach, where that has changed.
  package func countAudiences(of program: Program.ID) async throws {
    let began = ContinuousClock.now
    var isMore = true
    while isMore, began.duration(to: .now) < Self.counts {
      isMore = try await environment.database.transaction { connection in
        try await Audiences.recount(
          limit: Self.audiences, at: environment.now(), program: program, in: connection)
      }
    }
  }

  /// Fits one model to a program, or those that are due; false where another worker is at it.
  @discardableResult
  package func fit(_ program: Program, only name: String? = nil) async throws -> Bool {
    try await environment.database.transaction { connection in
      guard try await Fits.claim(program.id, in: connection) else { return false }
      let now = environment.now()
      let conversions = try await Counts.purchases(program: program.id, in: connection)
      let attempts = Dictionary(
        uniqueKeysWithValues: try await Fits.attempts(program: program.id, in: connection).map { ($0.model, $0) })
      for model in FittedModels.all {
        guard
          name.map({ $0 == model.name }) ?? Self.isDue(attempts[model.name], conversions: conversions, now: now)
        else { continue }
        try await fit(model, to: program, conversions: conversions, at: now)
      }
      return true
    }
  }

  /// Whether a model is to be tried again.
  static func isDue(_ last: Fits.Attempt?, conversions: Int, now: Timestamp) -> Bool {
    guard let last else { return conversions > 0 }
    let age = now - last.triedAt
    guard conversions != last.conversions, age >= pause else { return false }
    return last.missing == nil
      ? age >= serves || conversions >= 2 * last.conversions
      : age >= patience || conversions > last.conversions + last.conversions / 10
  }

  private func fit(
    _ model: any FittedModel, to program: Program, conversions: Int, at now: Timestamp
  ) async throws {
    func record(missing: String?, in connection: Connection) async throws {
      try await Fits.record(
        Fits.Attempt(model: model.name, triedAt: now, conversions: conversions, missing: missing), program: program.id,
        in: connection)
    }
    do {
      let learnt = try await model.learn(program: program, until: now, in: environment.database)
      // A transaction of its own, over before the next model learns: to its end no conversion comes in.
      let version = try await environment.database.transaction { connection in
        let version = try await Fits.store(
          model: model.name, at: now, conversions: learnt.conversions,
          numbers: JSONText(String(decoding: learnt.numbers.bytes, as: UTF8.self)), advocates: learnt.advocates,
          program: program.id, in: connection)
        if try await Runs.all(program: program.id, in: connection).contains(where: {
          $0.attribution.model == model.name
        }) {
          try await Settlements.markAll(at: now, program: program.id, in: connection)
        }
        try await record(missing: nil, in: connection)
        return version
      }
      environment.log.info(
        "model fitted",
        metadata: ["program": "\(program.id)", "model": "\(model.name)", "version": "\(version)"])
    } catch let refusal as FitRefusal {
      try await environment.database.withConnection { try await record(missing: refusal.description, in: $0) }
    }
  }
}

/// Computes for as long as it takes on a thread of its own, so that no request waits for it.
func offThePool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}
