internal import Crypto
internal import Foundation

/// Where a private server keeps what: `data`, `run` with its socket, `server.log`, `start.lock`.
struct ServerDirectory: Sendable {
  let root: String
  let account: Account

  var data: String { root + "/data" }
  var unfinished: String { root + "/data.new" }
  var log: String { root + "/server.log" }
  var lock: String { root + "/start.lock" }

  /// The places under a directory, made where they are missing and given to the user that runs the server.
  ///
  /// Where root asks and that user cannot reach the directory (a checkout under `/root`), everything goes to
  /// `/var/lib/resonance`, and a link `elsewhere` in the directory says where.
  static func prepare(_ directory: String) throws(PrivateServerError) -> ServerDirectory {
    let files = FileManager.default
    do {
      try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
      let account = Account.current
      guard account.isRoot else { return try ServerDirectory(root: directory, account: account).claimed() }
      let server = try Account.unprivileged(owning: directory + "/data")
      guard let obstacle = server.obstacle(on: (directory as NSString).deletingLastPathComponent) else {
        return try ServerDirectory(root: directory, account: server).claimed()
      }
      guard !files.fileExists(atPath: directory + "/data") else {
        throw PrivateServerError("\(server.name), who owns \(directory)/data, cannot pass \(obstacle): chmod o+x it")
      }
      let elsewhere = "/var/lib/resonance/postgres-" + digest(resolved(directory))
      try files.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
      if (try? files.destinationOfSymbolicLink(atPath: directory + "/elsewhere")) != elsewhere {
        try? files.removeItem(atPath: directory + "/elsewhere")
        try files.createSymbolicLink(atPath: directory + "/elsewhere", withDestinationPath: elsewhere)
      }
      let owner = try Account.unprivileged(owning: elsewhere + "/data")
      return try ServerDirectory(root: elsewhere, account: owner).claimed()
    } catch let error as PrivateServerError {
      throw error
    } catch {
      throw PrivateServerError("the directory \(directory) cannot be prepared: \(error.localizedDescription)")
    }
  }

  /// Sixteen hexadecimal digits that stand for a path.
  static func digest(_ path: String) -> String {
    SHA256.hash(data: Data(path.utf8)).prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func resolved(_ path: String) -> String { PrivateServer.resolved(path) }

  /// Refuses a directory that holds other things; takes an empty one, or one of its own, for the server's user.
  private func claimed() throws -> ServerDirectory {
    let known: Set = ["data", "data.new", "run", "server.log", "server.log.1", "start.lock", "elsewhere"]
    let strangers = try FileManager.default.contentsOfDirectory(atPath: root).filter { !known.contains($0) }
    if let stranger = strangers.first {
      throw PrivateServerError("\(root) is not a private server's directory: \(stranger) is in it")
    }
    try own(root, mode: 0o700)
    return self
  }

  /// Gives a directory to the server's user and to nobody else.
  func own(_ path: String, mode: mode_t) throws(PrivateServerError) {
    if Account.current.isRoot, unsafe chown(path, account.user, account.group) != 0 {
      throw PrivateServerError("\(path) cannot be given to \(account.name) (errno \(errno))")
    }
    if unsafe chmod(path, mode) != 0 { throw PrivateServerError("\(path) belongs to another user (errno \(errno))") }
  }

  /// Where the socket goes: `run`, or, where the path would not fit into a socket's address (107 bytes), a directory
  /// under `/tmp` that only the server's user can enter.
  func socketDirectory() throws(PrivateServerError) -> String {
    let run = root + "/run"
    let place = run.utf8.count + "/.s.PGSQL.5432".utf8.count <= 107 ? run : "/tmp/resonance-" + Self.digest(root)
    if unsafe mkdir(place, 0o700) != 0 {
      var status = stat()
      guard errno == EEXIST, unsafe lstat(place, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
        status.st_uid == account.user || status.st_uid == geteuid()
      else { throw PrivateServerError("\(place) cannot be made for the server's socket (errno \(errno))") }
    }
    try own(place, mode: 0o700)
    return place
  }
}
