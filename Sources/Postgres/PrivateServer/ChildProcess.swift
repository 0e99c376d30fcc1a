internal import Foundation

/// A program that was started from an argument vector; no shell has a part in it.
///
/// It leads a session of its own, so that a Ctrl-C at the terminal is not its, and inherits no descriptor but the
/// three standard ones.
package struct ChildProcess: Sendable {
  /// Its number.
  package let pid: Int32

  /// - Parameters:
  ///   - arguments: the program's path, then its arguments.
  ///   - environment: all of its environment.
  ///   - directory: where it starts.
  ///   - input: what it reads; nothing if nil.
  ///   - output: where both its outputs go; nowhere if nil.
  package init(
    _ arguments: [String], environment: [String: String] = [:], directory: String = "/", input: Int32? = nil,
    output: Int32? = nil
  ) throws(PrivateServerError) {
    // Glibc's module leaves out the action that changes the directory.
    let arguments = ["/usr/bin/env", "--chdir=\(directory)", "--"] + arguments
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    for (descriptor, target) in [(input, Int32(0)), (output, 1), (output, 2)] {
      if let descriptor {
        unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, target)
      } else {
        unsafe posix_spawn_file_actions_addopen(&actions, target, "/dev/null", target == 0 ? O_RDONLY : O_WRONLY, 0)
      }
    }
    // Numbers that are free now may be other threads' descriptors by the time the child starts. One that kept the end
    // of a pipe would keep its reader waiting.
    for descriptor in 3...Self.highestDescriptor + 256 {
      unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var noSignals = sigset_t()
    var allSignals = sigset_t()
    unsafe sigemptyset(&noSignals)
    unsafe sigfillset(&allSignals)
    unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &allSignals)
    let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID in glibc's spawn.h
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(newSession | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)))

    var started: pid_t = 0
    let words = environment.map { "\($0.key)=\($0.value)" }
    let failure = unsafe BlockingConnection.withCStrings(arguments) { arguments in
      unsafe BlockingConnection.withCStrings(words) { environment in
        // posix_spawn takes mutable strings and changes none.
        let argv = unsafe UnsafeMutablePointer(mutating: arguments).withMemoryRebound(
          to: UnsafeMutablePointer<CChar>?.self, capacity: 1
        ) { unsafe $0 }
        let envp = unsafe UnsafeMutablePointer(mutating: environment).withMemoryRebound(
          to: UnsafeMutablePointer<CChar>?.self, capacity: 1
        ) { unsafe $0 }
        return unsafe posix_spawn(&started, argv[0]!, &actions, &attributes, argv, envp)
      }
    }
    guard failure == 0 else {
      throw PrivateServerError("\(arguments[3]) cannot be started: \(unsafe String(cString: strerror(failure)))")
    }
    pid = started
  }

  private static var highestDescriptor: Int32 {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return names.lazy.compactMap { Int32($0) }.max() ?? 1024
  }

  /// The exit status if it has ended, 128 more than the signal that ended it; nil while it runs.
  package func status() -> Int32? { reap(WNOHANG) }

  /// Waits until it ends; blocks the thread.
  @discardableResult
  package func wait() -> Int32 { reap(0) ?? -1 }

  private func reap(_ options: Int32) -> Int32? {
    var status: Int32 = 0
    while true {
      let ended = unsafe waitpid(pid, &status, options)
      if ended == 0 { return nil }
      // Somebody else has reaped it: it has ended, and how is not known.
      if ended < 0 && errno != EINTR { return -1 }
      if ended == pid { return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f) }
    }
  }
}

extension ChildProcess {
  /// Runs a short program to its end; blocks the thread.
  /// - Returns: its exit status and what it wrote to both outputs.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], directory: String = "/"
  ) throws(PrivateServerError) -> (status: Int32, output: String) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw PrivateServerError("no pipe can be made (errno \(errno))") }
    let child: ChildProcess
    do throws(PrivateServerError) {
      child = try ChildProcess(arguments, environment: environment, directory: directory, output: ends[1])
    } catch {
      close(ends[0])
      close(ends[1])
      throw error
    }
    close(ends[1])
    defer { close(ends[0]) }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(ends[0], &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      output += buffer.prefix(count)
    }
    return (child.wait(), String(decoding: output, as: UTF8.self))
  }
}
