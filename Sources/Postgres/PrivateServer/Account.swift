internal import Glibc

/// A user of the system, as PostgreSQL is run by one.
struct Account: Hashable, Sendable {
  let user: UInt32
  let group: UInt32
  let name: String

  /// Who this process is.
  static var current: Account {
    let user = geteuid()
    return Account(user: user) ?? Account(user: user, group: getegid(), name: "\(user)")
  }

  var isRoot: Bool { user == 0 }

  /// Who runs a server when root asks for one, since PostgreSQL refuses to be root: the owner of its data if there is
  /// any, else `postgres`, else `nobody`.
  static func unprivileged(owning data: String) throws(PrivateServerError) -> Account {
    var status = stat()
    if unsafe stat(data, &status) == 0, status.st_uid != 0 {
      return Account(user: status.st_uid)
        ?? Account(user: status.st_uid, group: status.st_gid, name: "\(status.st_uid)")
    }
    if let account = Account(name: "postgres") ?? Account(name: "nobody") { return account }
    throw PrivateServerError("there is no user postgres or nobody to run PostgreSQL as")
  }

  /// The words before a command that is to run as this user.
  func prefix() throws(PrivateServerError) -> [String] {
    if user == geteuid() { return [] }
    for program in ["/usr/bin/setpriv", "/bin/setpriv"] where unsafe access(program, X_OK) == 0 {
      return [program, "--reuid=\(user)", "--regid=\(group)", "--clear-groups", "--"]
    }
    throw PrivateServerError("setpriv is missing, which runs PostgreSQL as \(name): apt-get install util-linux")
  }

  /// The first directory on the way to a path that this user cannot pass; nil if the way is free.
  func obstacle(on path: String) -> String? {
    var place = ""
    for name in [""] + path.split(separator: "/").map(String.init) {
      place += place.hasSuffix("/") || name.isEmpty ? name : "/" + name
      var status = stat()
      // What does not exist yet is going to be this user's own.
      guard unsafe stat(place.isEmpty ? "/" : place, &status) == 0 else { return nil }
      let bit: UInt32 = status.st_uid == user ? 0o100 : status.st_gid == group ? 0o010 : 0o001
      if status.st_mode & bit == 0 { return place.isEmpty ? "/" : place }
    }
    return nil
  }

  private init?(user: UInt32) {
    guard let entry = unsafe getpwuid(user) else { return nil }
    unsafe self.init(
      user: entry.pointee.pw_uid, group: entry.pointee.pw_gid, name: String(cString: entry.pointee.pw_name))
  }

  private init?(name: String) {
    guard let entry = unsafe getpwnam(name) else { return nil }
    unsafe self.init(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid, name: name)
  }

  private init(user: UInt32, group: UInt32, name: String) {
    self.user = user
    self.group = group
    self.name = name
  }
}
