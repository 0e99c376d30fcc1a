import Attribution
package import Postgres
import Records
package import Referrals

/// Makes programs, with all that one has from its first moment.
package enum ProgramSetup {
  /// Stores a program, its first attribution run and a key for it. The key is the caller's to show: only its hash stays.
  package static func create(
    _ program: Program, at now: Timestamp, in connection: Connection
  ) async throws -> APIKey {
    try await Programs.insert(program, in: connection)
    _ = try await Runs.begin(program.attribution, isLive: true, at: now, program: program.id, in: connection)
    let key = APIKey.generated(for: .program)
    try await APIKeys.insert(key, program: program.id, name: "first", at: now, in: connection)
    return key
  }

  /// What is wrong with attribution settings: the field and what it must be; nil where nothing is.
  package static func refusal(of attribution: AttributionSettings) -> String? {
    do throws(Attribution.Settings.Invalid) {
      _ = try Attribution.Settings(attribution)
      return nil
    } catch {
      return error.description
    }
  }

  /// The names of the models that a program can go by.
  static var models: [String] { Models.names + FittedModels.all.map(\.name) }
}
