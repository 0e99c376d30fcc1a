import Foundation
import Synchronization

/// Where arrivals are kept while PostgreSQL does not answer: files of records in a folder, each synced to the disk before
/// its arrivals are answered, and deleted once they are in the database.
///
/// A folder serves one process at a time, by a lock on it that ends with the process, however it ends. Several processes
/// on one data directory get a folder each; what a dead one left in its folder, the next to start takes over.
final class ClickSpill: Sendable {
  /// The disk did not take what was to be kept.
  struct Failure: Error, CustomStringConvertible {
    /// What was tried.
    let attempt: String
    /// The `errno` of it.
    let code: Int32

    var description: String { "the click spill could not \(attempt): \(String(cString: strerror(code)))" }
  }

  /// A file that nothing is appended to any more.
  struct File: Hashable, Sendable {
    /// Where it is.
    let path: String
  }

  private struct State {
    /// The file that is appended to.
    var descriptor: Int32 = -1
    var path = ""
    /// How many of its bytes are whole records, known to be on the disk.
    var length = 0
    /// Files of earlier times, oldest first.
    var sealed: [String] = []
    var sealedBytes = 0
    var lastName: Int64 = 0
  }

  /// A file is sealed at this size, so that it can be replayed, and read, in one piece.
  private static let fileLimit = 16 * 1024 * 1024

  private let folder: String
  private let lock: Int32
  private let limit: Int
  private let state: Mutex<State>

  /// Opens a folder of `directory` that no other process has, and finds what earlier ones left behind.
  /// - Parameter limit: how many bytes there may be.
  init(directory: String, limit: Int = .max) throws {
    self.limit = limit
    (folder, lock) = try Self.claimFolder(in: directory)
    state = Mutex(State())
    try adoptAbandoned(in: directory)
    let found = try Self.spillFiles(in: folder)
    let bytes = found.reduce(0) { $0 + Self.size(of: $1) }
    state.withLock { state in
      state.sealed = found
      state.sealedBytes = bytes
    }
  }

  deinit {
    state.withLock { state in if state.descriptor >= 0 { close(state.descriptor) } }
    close(lock)
  }

  /// How many bytes wait to be replayed.
  var bytes: Int { state.withLock { $0.sealedBytes + $0.length } }

  /// Whether nothing waits to be replayed.
  var isEmpty: Bool { state.withLock { $0.sealed.isEmpty && $0.length == 0 } }

  /// Appends whole records and returns once they are on the disk. When it throws, none of them is in the file.
  func append(_ records: [UInt8]) throws(Failure) {
    try state.withLock { state throws(Failure) in
      guard state.sealedBytes + state.length + records.count <= limit else {
        throw Failure(attempt: "grow over \(limit) bytes", code: EDQUOT)
      }
      if state.descriptor < 0 { try open(&state) }
      do throws(Failure) {
        try Self.write(records, to: state.descriptor)
      } catch {
        // What was written of them is cut off again; the descriptor appends, so that the next begins where this ended.
        if ftruncate(state.descriptor, off_t(state.length)) != 0 { leave(&state) }
        throw error
      }
      guard fdatasync(state.descriptor) == 0 else {
        let failure = Failure(attempt: "sync \(state.path)", code: errno)
        // Linux may take pages that could not be written for clean, so that the next sync of them succeeds and says
        // nothing: what was synced before stays, and what comes goes into another file.
        _ = ftruncate(state.descriptor, off_t(state.length))
        leave(&state)
        throw failure
      }
      state.length += records.count
      if state.length >= Self.fileLimit { seal(&state) }
    }
  }

  /// The files there are, oldest first; what is appended from now on goes into another.
  func seal() -> [File] {
    state.withLock { state in
      if state.length > 0 { seal(&state) }
      return state.sealed.map(File.init)
    }
  }

  /// The arrivals in a file, and what else is in it.
  func read(_ file: File) throws -> SpillRecord.Contents {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file.path))
    return SpillRecord.contents(of: Array(bytes))
  }

  /// Deletes a file, whose arrivals are in the database now.
  func delete(_ file: File) throws(Failure) {
    try drop(file) { path throws(Failure) in
      guard unlink(path) == 0 else { throw Failure(attempt: "delete \(path)", code: errno) }
    }
  }

  /// Puts a file aside, so that it is kept and not replayed again: something in it needs a look by a person.
  func setAside(_ file: File) throws(Failure) {
    try drop(file) { path throws(Failure) in
      guard rename(path, path + ".rejected") == 0 else { throw Failure(attempt: "rename \(path)", code: errno) }
    }
  }

  private func drop(_ file: File, _ remove: (String) throws(Failure) -> Void) throws(Failure) {
    let size = Self.size(of: file.path)
    try remove(file.path)
    try Self.sync(folder: folder)
    state.withLock { state in
      state.sealed.removeAll { $0 == file.path }
      state.sealedBytes = max(0, state.sealedBytes - size)
    }
  }
}

extension ClickSpill {
  private func open(_ state: inout State) throws(Failure) {
    // Names sort by time; a clock that was set back must not put a file before an older one.
    let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
    state.lastName = max(now, state.lastName + 1)
    let path = "\(folder)/\(String(format: "%020lld", state.lastName)).clicks"
    let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(attempt: "create \(path)", code: errno) }
    do throws(Failure) {
      try Self.sync(folder: folder)
    } catch {
      close(descriptor)
      unlink(path)
      throw error
    }
    state.descriptor = descriptor
    state.path = path
    state.length = 0
  }

  private func seal(_ state: inout State) {
    guard state.descriptor >= 0 else { return }
    close(state.descriptor)
    state.sealed.append(state.path)
    state.sealedBytes += Self.size(of: state.path)
    state.descriptor = -1
    state.length = 0
  }

  /// Appends no more to the file: it is sealed, or deleted where nothing in it was kept.
  private func leave(_ state: inout State) {
    guard state.length == 0, unlink(state.path) == 0 else { return seal(&state) }
    close(state.descriptor)
    state.descriptor = -1
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure(attempt: "write \(rest.count) bytes", code: errno)
      }
      rest = count == rest.count ? [] : Array(rest[count...])
    }
  }

  private static func sync(folder: String) throws(Failure) {
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(attempt: "open \(folder)", code: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw Failure(attempt: "sync \(folder)", code: errno) }
  }

  private static func size(of path: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
  }

  /// The first folder of a few that no living process has locked.
  private static func claimFolder(in directory: String) throws -> (folder: String, lock: Int32) {
    for number in 0..<256 {
      let folder = "\(directory)/\(number)"
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      if let lock = try lock(folder) { return (folder, lock) }
    }
    throw Failure(attempt: "find a free folder in \(directory)", code: EAGAIN)
  }

  /// A lock on a folder until the descriptor is closed; nil where another process has it.
  private static func lock(_ folder: String) throws(Failure) -> Int32? {
    let descriptor = Glibc.open("\(folder)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(attempt: "open \(folder)/lock", code: errno) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
    close(descriptor)
    return nil
  }

  /// Takes over the files of folders whose process is gone.
  private func adoptAbandoned(in directory: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: directory) where Int(name) != nil {
      let other = "\(directory)/\(name)"
      guard other != folder, let descriptor = try Self.lock(other) else { continue }
      defer { close(descriptor) }
      for path in try Self.spillFiles(in: other) {
        var target = "\(folder)/\(URL(fileURLWithPath: path).lastPathComponent)"
        while FileManager.default.fileExists(atPath: target) {
          target = String(target.dropLast(".clicks".count)) + "-\(name).clicks"
        }
        guard rename(path, target) == 0 else { throw Failure(attempt: "rename \(path)", code: errno) }
      }
      try Self.sync(folder: folder)
    }
  }

  private static func spillFiles(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".clicks") }.sorted()
      .map { "\(folder)/\($0)" }
  }
}
