import Postgres
import Records
import Referrals
import StrictJSON

/// Makes a program's keys, and takes them back.
struct KeySetup: Sendable {
  var environment: Environment

  /// Makes a key from the fields `name` and `role`. The key is the caller's to show: only its hash stays.
  func make(_ fields: Fields, by author: Author) async throws -> (key: APIKey, entry: APIKeys.Entry) {
    var fields = fields
    let name = try fields.text("name", limit: Limits.name)
    let role = try fields.choice("role", as: Role.self)
    try fields.end()
    let now = environment.now()
    let key = APIKey.generated(for: role == .public ? .public : .program)
    let entry = try await environment.database.transaction { connection in
      try await APIKeys.insert(key, program: author.program, role: role, name: name, at: now, in: connection)
      try await author.record(
        "key.made", "\(name) …\(key.hint)", .object(["role": .string(role.rawValue)]), at: now, in: connection)
      return try await APIKeys.find(hash: key.hash, in: connection)
    }
    guard let entry else { throw Problem.notFound("such key") }
    return (key, entry)
  }

  /// Takes a key back: what it opened is closed from now on, and whoever is signed in by it is out. The last key that may
  /// change settings stays.
  func revoke(_ id: String, by author: Author) async throws -> APIKeys.Entry {
    let now = environment.now()
    return try await environment.database.transaction { connection in
      // One at a time, so that two who take back each other's key do not leave none.
      try await Programs.lock(author.program, in: connection)
      guard let key = try await APIKeys.hold(id: id, program: author.program, in: connection) else {
        throw Problem.notFound("such key", field: "id")
      }
      guard key.revokedAt == nil else { return key }
      let others = try await APIKeys.all(of: author.program, in: connection)
        .filter { $0.revokedAt == nil && $0.role == .admin && $0.id != id }
      guard key.role != .admin || !others.isEmpty else {
        throw Problem.conflict(
          "last_admin_key", "This is the last key with the role admin. Make another one first.", field: "id")
      }
      try await APIKeys.revoke(key, at: now, in: connection)
      try await author.record(
        "key.revoked", "\(key.name) …\(key.hint)", .object(["role": .string(key.role.rawValue)]), at: now,
        in: connection)
      return key
    }
  }
}
