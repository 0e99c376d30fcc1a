internal import Foundation

/// The server that runs on a data directory, as its `postmaster.pid` describes it.
struct Postmaster: Hashable, Sendable {
  let pid: Int32
  /// Where its socket is; nil before it has one.
  let socketDirectory: String?
  let isReady: Bool

  /// The running server of a data directory; nil where there is none, also if one crashed and left its file.
  init?(data: String) {
    // Lines: pid, directory, start, port, socket directory, address, shared memory, status (source: pidfile.h).
    guard let content = FileManager.default.contents(atPath: data + "/postmaster.pid"),
      case let lines = String(decoding: content, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false),
      let first = lines.first, let pid = Int32(first.trimmingCharacters(in: .whitespaces)), pid > 1,
      Self.works(pid, in: data)
    else { return nil }
    self.pid = pid
    socketDirectory = lines.count > 4 && !lines[4].isEmpty ? String(lines[4]) : nil
    isReady = lines.count > 7 && lines[7].trimmingCharacters(in: .whitespaces) == "ready"
  }

  /// Lets go of a server that was this process's child and has died: until then its number counts as taken, and a
  /// new server would refuse to start beside it.
  static func reap(data: String) {
    guard let content = FileManager.default.contents(atPath: data + "/postmaster.pid"),
      let first = String(decoding: content, as: UTF8.self).split(separator: "\n").first, let pid = Int32(first), pid > 1
    else { return }
    _ = waitpid(pid, nil, WNOHANG)
  }

  /// Whether a process works in a directory. A server does in its data's; a stranger that got a crashed server's
  /// number does not.
  private static func works(_ pid: Int32, in data: String) -> Bool {
    guard let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd") else {
      return false
    }
    return place == PrivateServer.resolved(data)
  }
}
