import Postgres
import Records
import Referrals
import StrictJSON

/// Who does something in a program: what the audit log says of it.
struct Author: Sendable {
  /// The key by which it is done, by name and last characters.
  var name: String
  /// The program.
  var program: Program.ID

  /// Writes down what is done, in the transaction that does it.
  /// - Parameter details: what was set, an object; never a secret.
  func record(
    _ action: String, _ subject: String, _ details: JSON = .object([]), at time: Timestamp, in connection: Connection
  ) async throws {
    try await AuditLog.record(
      action: action, subject: subject, details: JSONText(String(decoding: details.bytes, as: UTF8.self)), by: name,
      program: program, at: time, in: connection)
  }
}

/// What is different between two states of a thing, for the audit log.
enum Changes {
  /// Each member that differs, with what it was and what it is.
  static func between(_ old: [JSON.Member], _ new: [JSON.Member]) -> [JSON.Member] {
    new.compactMap { member in
      let before = old.first { $0.name == member.name }?.value ?? .null
      guard before != member.value else { return nil }
      return JSON.Member(name: member.name, value: .object(["from": before, "to": member.value]))
    }
  }
}

extension Call {
  /// The caller, as the audit log calls whoever changes a program.
  var author: Author {
    get throws(Problem) { Author(name: actor, program: try program) }
  }
}
