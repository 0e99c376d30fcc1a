import Foundation
import Glibc
import Testing

@Suite("The private PostgreSQL of a service")
struct PrivateDatabaseTests {
  private func postmaster(_ service: ServedProgram) -> Int32? {
    let file = service.directory + "/var/postgres/data/postmaster.pid"
    return (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n").first.flatMap { Int32($0) }
  }

  private func command(_ service: ServedProgram, _ arguments: String...) async throws -> CommandRun {
    try await CommandRun(arguments + ["--data-dir", service.directory + "/var"])
  }

  @Test(.timeLimit(.minutes(10)))
  func `is used by commands as well, started again when it was killed, and stopped with the service`()
    async throws
  {
    let (last, status) = try await ServedProgram.run(on: nil) { service in
      #expect(try await command(service, "program", "list").output.hasPrefix("There are none"))
      let first = try #require(postmaster(service))
      kill(first, SIGKILL)
      var second: Int32?
      while second == nil || second == first {
        try await Task.sleep(for: .milliseconds(50))
        second = postmaster(service)
      }
      #expect(try await command(service, "check").status == 0)
      // A command that found it running leaves it running.
      let third = try #require(postmaster(service))
      #expect(third == second && kill(third, 0) == 0)
      return third
    }
    #expect(status == 0)
    #expect(kill(last, 0) == -1 && errno == ESRCH)
  }
}
