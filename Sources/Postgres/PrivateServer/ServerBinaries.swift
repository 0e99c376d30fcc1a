internal import Foundation

/// The installed PostgreSQL that a data directory needs.
struct ServerBinaries: Sendable {
  let directory: String
  let version: Int

  static let oldest = 15

  var initdb: String { directory + "/initdb" }
  var postgres: String { directory + "/postgres" }

  /// Looks on `PATH`, where `pg_config` says, and where Debian keeps its versions, newest first.
  /// - Parameter required: the major version that wrote the data; nil for data that is still to be made.
  static func find(for required: Int?) throws(PrivateServerError) -> ServerBinaries {
    var seen: [Int] = []
    for directory in candidates {
      guard let version = version(in: directory) else { continue }
      if version == required || (required == nil && version >= oldest) {
        return ServerBinaries(directory: directory, version: version)
      }
      seen.append(version)
    }
    let wanted = required.map { "PostgreSQL \($0), which wrote the data," } ?? "PostgreSQL \(oldest) or newer"
    let found = seen.isEmpty ? "" : " (found: \(Set(seen).sorted().map(String.init).joined(separator: ", ")))"
    throw PrivateServerError(
      "\(wanted) is not installed\(found): apt-get install \(required.map { "postgresql-\($0)" } ?? "postgresql")")
  }

  private static var candidates: [String] {
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
    var candidates = path
    for directory in path where FileManager.default.isExecutableFile(atPath: directory + "/pg_config") {
      if let answer = try? ChildProcess.run([directory + "/pg_config", "--bindir"]), answer.status == 0 {
        candidates.append(answer.output.trimmingNewlines)
      }
    }
    let debian = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
    return candidates + versions.compactMap { Int($0) }.sorted(by: >).map { "\(debian)/\($0)/bin" }
  }

  /// The major version of `postgres` in a directory that has `initdb` too.
  private static func version(in directory: String) -> Int? {
    guard FileManager.default.isExecutableFile(atPath: directory + "/initdb"),
      FileManager.default.isExecutableFile(atPath: directory + "/postgres"),
      let answer = try? ChildProcess.run([directory + "/postgres", "--version"]), answer.status == 0,
      let match = answer.output.firstMatch(of: /\(PostgreSQL\) ([0-9]+)/)
    else { return nil }
    return Int(match.1)
  }
}
