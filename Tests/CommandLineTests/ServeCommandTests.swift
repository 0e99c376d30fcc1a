import Foundation
import Postgres
import TestSupport
import Testing

@Suite("resonance serve", .database)
struct ServeCommandTests {
  private let database = TestDatabase.current
  private let data = "/tmp/resonance-serve-\(UInt64.random(in: 0 ... .max))"

  private func withService(_ body: (ServiceProcess) async throws -> Void) async throws {
    let service = try await ServiceProcess.start(database: database.url, data: data)
    defer {
      try? FileManager.default.removeItem(atPath: data)
      try? FileManager.default.removeItem(atPath: data + ".errors")
    }
    do {
      try await body(service)
    } catch {
      await service.kill()
      throw error
    }
    #expect(await service.stop() == 0)
  }

  @Test func `the first start writes an admin key that only its owner reads, and the next one keeps it`() async throws {
    var first = ""
    for _ in 0..<2 {
      let service = try await ServiceProcess.start(database: database.url, data: data)
      let path = data + "/admin.key"
      #expect(service.welcome.contains(path))
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      let key = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines)
      let programs = try await HTTPWire.ask(
        "GET", "/v1/programs", port: service.port, fields: [("Authorization", "Bearer \(key)")])
      #expect(programs.status == 200)
      #expect(first.isEmpty || first == key)
      first = key
      #expect(await service.stop() == 0)
    }
    let stored = try await database.pool.query("SELECT count(*) AS keys, max(hint) AS hint FROM api_keys")[0]
    #expect(try stored.decode("keys") == 1)
    #expect(try stored.decode("hint") == String(first.suffix(4)))
    try? FileManager.default.removeItem(atPath: data)
    try? FileManager.default.removeItem(atPath: data + ".errors")
  }

  @Test func `a second service on the same data directory is refused`() async throws {
    try await withService { _ in
      let second = try await CommandRun(
        "serve", "--port", "0", "--data-dir", data, "--database-url", database.url)
      #expect(second.status == 69)
      #expect(second.errors.contains("A service already runs on \(data)."))
      #expect(second.output.isEmpty)
    }
  }

  @Test func `a port that somebody has is told, and nothing is left running`() async throws {
    try await withService { service in
      let other = data + "-other"
      let second = try await CommandRun(
        "serve", "--port", "\(service.port)", "--data-dir", other, "--database-url", database.url)
      #expect(second.status != 0)
      #expect(second.errors.contains("127.0.0.1:\(service.port)") && second.errors.contains("in use"))
      #expect(!second.output.contains("listening"))
      #expect(try await HTTPWire.ask("GET", "/healthz", port: service.port).status == 200)
      try? FileManager.default.removeItem(atPath: other)
    }
  }
}
