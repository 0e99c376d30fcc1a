internal import Foundation
internal import Postgres

/// A process that outlives this one for a moment, to stop its server and remove its directory.
package enum Watchdog {
  /// Starts it for a directory that is to be removed, with the private server in it or in a directory of it.
  ///
  /// It waits for the end of a pipe that only this process holds, and that comes with the process's end, SIGKILL
  /// included.
  package static func watch(_ directory: String, server: String? = nil) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw CocoaError(.fileWriteUnknown) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let script = """
      read -r _
      attempt=0
      while [ $attempt -lt 100 ]; do
        pid=$(head -n 1 "$2/data/postmaster.pid" 2>/dev/null)
        if [ -n "$pid" ]; then kill -QUIT "$pid" 2>/dev/null; else rm -rf -- "$1" && [ ! -e "$1" ] && break; fi
        [ -n "$pid" ] && ! kill -0 "$pid" 2>/dev/null && rm -rf -- "$1"
        attempt=$((attempt + 1))
        sleep 0.1
      done
      """
    _ = try ChildProcess(
      ["/bin/sh", "-c", script, "sh", directory, server ?? directory], environment: ["PATH": "/usr/bin:/bin"],
      input: ends[0])
    close(ends[0])
  }
}
