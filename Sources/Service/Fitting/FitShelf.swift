import Postgres
import Records
import Referrals
import Synchronization

/// Versions of fits that were read lately. A version never changes, so what is here is right.
final class FitShelf: Sendable {
  private struct Key: Hashable {
    let program: Program.ID
    let model: String
    let version: Int
  }

  /// Of the whole process.
  static let shared = FitShelf()

  /// How many are kept; the oldest go.
  private static let room = 64

  private let fits = Mutex<[(key: Key, fit: any Fit)]>([])

  /// A version, read from the database if need be.
  func fit(
    model: String, version: Int, program: Program.ID, in connection: Connection
  ) async throws -> (any Fit)? {
    let key = Key(program: program, model: model, version: version)
    if let known = fits.withLock({ $0.first { $0.key == key }?.fit }) { return known }
    guard let model = FittedModels.named(model),
      let entry = try await Fits.find(model: model.name, version: version, program: program, in: connection)
    else { return nil }
    let fit = try model.restore(entry)
    fits.withLock { fits in
      fits.append((key, fit))
      if fits.count > Self.room { fits.removeFirst() }
    }
    return fit
  }
}
