import Foundation
import Postgres
import Records
import Referrals

/// The admin key of a data directory: in a file that only its owner reads.
struct AdminKey {
  let dataDirectory: String

  /// Where it is.
  var path: String { dataDirectory + "/admin.key" }

  /// Reads the key or makes one, and makes sure that the database knows it.
  func ensure(in pool: Pool) async throws {
    let key = try read() ?? make()
    try await pool.transaction { connection in
      try await APIKeys.insert(key, program: nil, name: "admin.key", at: .now(), in: connection)
    }
  }

  private func read() throws -> APIKey? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    guard let key = APIKey(text.trimmingCharacters(in: .whitespacesAndNewlines)), key.scope == .admin else {
      throw CommandFailure(.configuration, "\(path) holds no admin key: remove it, and a new one is made.")
    }
    return key
  }

  private func make() throws -> APIKey {
    let key = APIKey.generated(for: .admin)
    guard
      FileManager.default.createFile(
        atPath: path, contents: Data((key.text + "\n").utf8), attributes: [.posixPermissions: 0o600])
    else { throw CommandFailure(.cannotCreate, "\(path) can't be written.") }
    return key
  }
}
