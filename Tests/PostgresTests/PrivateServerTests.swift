import Foundation
import Postgres
import TestSupport
import Testing

@Suite("A private server")
struct PrivateServerTests {
  /// Starts no server by itself; stops what runs in the directory and removes it.
  private func withDirectory(_ name: String = "server", _ body: (String) async throws -> Void) async throws {
    let directory = "/tmp/resonance-private-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory)
    try Watchdog.watch(directory, server: directory + "/" + name)
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body(directory + "/" + name)) } catch { outcome = .failure(error) }
    try await server(directory + "/" + name).stop()
    try FileManager.default.removeItem(atPath: directory)
    try outcome.get()
  }

  private func server(_ directory: String) -> PrivateServer {
    PrivateServer(
      directory: directory,
      settings: PrivateServer.disposable.merging(["shared_buffers": "16MB", "synchronous_commit": "on"]) { $1 },
      logger: quiet
    )
  }

  @Test func `starts, keeps its data when it is stopped, and is found again when it runs`() async throws {
    try await withDirectory { directory in
      let first = server(directory)
      try await first.start()
      let pool = Pool(.init(url: first.url, size: 2, maximumWait: .seconds(60)), logger: quiet)
      try await pool.execute("CREATE TABLE t AS SELECT 1 AS n")
      let settings = try await pool.query(
        """
        SELECT current_setting('listen_addresses') AS addresses, current_setting('server_encoding') AS encoding,
          current_setting('TimeZone') AS zone, current_database() AS database, current_setting('lc_collate') AS collate
        """)[0]
      #expect(try settings("addresses") == "" && settings("encoding") == "UTF8" && settings("zone") == "UTC")
      #expect(try settings("database") == "resonance" && settings("collate") == "C.UTF-8")

      // Another process would do the same: nothing but the directory is shared.
      let second = server(directory)
      try await second.start()
      #expect(second.pid == first.pid && second.pid != nil && second.url == first.url)

      // The pool survives a restart.
      try await second.stop()
      #expect(first.pid == nil)
      try await first.start()
      #expect(try await pool.query("SELECT n FROM t")[0]("n") == 1)
      await pool.close()
      try await first.stop()
      try await first.stop()
    }
  }

  @Test func `comes back after it was killed`() async throws {
    try await withDirectory { directory in
      let server = server(directory)
      try await server.start()
      let pool = Pool(.init(url: server.url, size: 2, maximumWait: .seconds(60)), logger: quiet)
      try await pool.execute("CREATE TABLE t AS SELECT 1 AS n")
      let pid = try #require(server.pid)
      kill(pid, SIGKILL)
      // Its children notice and end by themselves; a new server waits for the last to let go of the memory.
      try await untilTrue { server.pid == nil }
      try await untilTrue {
        do {
          try await server.start()
          return true
        } catch let error as PrivateServerError {
          #expect("\(error)".contains("server.log ends:"))
          return false
        }
      }
      #expect(server.pid != pid)
      #expect(try await pool.query("SELECT n FROM t")[0]("n") == 1)
      await pool.close()
    }
  }

  @Test func `two starts at once make one server`() async throws {
    try await withDirectory { directory in
      try await withThrowingTaskGroup { group in
        for _ in 0..<2 { group.addTask { try await self.server(directory).start() } }
        try await group.waitForAll()
      }
      #expect(server(directory).pid != nil)
    }
  }

  @Test func `lives in a directory whose name needs care, however long`() async throws {
    let name = "a b'c\"d$e,f " + String(repeating: "long ", count: 20)
    try await withDirectory(name) { directory in
      let server = server(directory)
      try await server.start()
      let connection = try await Connection.open(server.url)
      #expect(try await connection.query("SELECT 1 AS one")[0]("one") == 1)
      let socket = try await connection.query("SELECT current_setting('unix_socket_directories') AS place")[0]
        .decode("place", as: String.self)
      #expect(socket.contains("/tmp/resonance-"))
      try await server.stop()
      #expect(!FileManager.default.fileExists(atPath: socket.trimmingCharacters(in: ["\""])))
    }
  }

  @Test func `does not touch a directory that holds other things`() async throws {
    try await withDirectory { directory in
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
      try "mine".write(toFile: directory + "/letter.txt", atomically: false, encoding: .utf8)
      let error = await #expect(throws: PrivateServerError.self) { try await server(directory).start() }
      #expect(error?.description.contains("letter.txt") == true)
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["letter.txt"])
      try FileManager.default.removeItem(atPath: directory)
    }
  }

  @Test func `says what its log says when it cannot start`() async throws {
    try await withDirectory { directory in
      let server = PrivateServer(
        directory: directory, settings: ["shared_buffers": "lots", "fsync": "off"], logger: quiet)
      let error = await #expect(throws: PrivateServerError.self) { try await server.start() }
      #expect(error?.description.contains(#"invalid value for parameter "shared_buffers""#) == true)
    }
  }
}
