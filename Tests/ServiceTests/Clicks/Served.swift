import Foundation

/// The program that was built beside these tests, serving.
struct Served {
  let process: Process
  let port: Int

  struct Ended: Error {
    let output: String
  }

  /// Starts it, and waits until it listens; blocks the thread.
  /// - Parameter fileLimit: how many octets a file of its own may have, a multiple of 512: then the disk is full for it.
  init(directory: String, url: String, fileLimit: Int? = nil) throws {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    process = Process()
    process.executableURL = tests.appendingPathComponent("resonance")
    process.arguments = ["serve", "--port", "0", "--data-dir", directory, "--database-url", url]
    if let fileLimit, let served = process.executableURL, let arguments = process.arguments {
      // A full disk ends no process, and the limit's signal would.
      let script = "trap '' XFSZ; ulimit -S -f \(fileLimit / 512); exec \"$@\""
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", script, "sh", served.path] + arguments
    }
    process.environment = ["PATH": "/usr/bin:/bin"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var text = ""
    while true {
      let data = output.fileHandleForReading.availableData
      text += String(decoding: data, as: UTF8.self)
      if let match = text.firstMatch(of: /listening on http:\/\/[^\n]+:(\d+)\n/), let port = Int(match.1) {
        self.port = port
        return
      }
      guard !data.isEmpty else {
        process.waitUntilExit()
        throw Ended(output: text)
      }
    }
  }

  /// How much memory it has in use, in octets.
  func residentBytes() throws -> Int {
    let sizes = try String(contentsOfFile: "/proc/\(process.processIdentifier)/statm", encoding: .utf8)
    guard let pages = sizes.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw Ended(output: sizes)
    }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  /// Lets its files be as large as they like.
  func liftFileLimit() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/prlimit")
    process.arguments = ["--pid", "\(self.process.processIdentifier)", "--fsize=unlimited"]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Ended(output: "the limit stays") }
  }

  /// Ends it as a crash would.
  func kill() {
    Glibc.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Asks it to stop, and waits until it has.
  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}
