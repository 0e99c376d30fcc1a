import Foundation
import Testing

@Suite("resonance simulate")
struct SimulateCommandTests {
  @Test("writes a world as files, the same bytes again for the same options")
  func files() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("simulate-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["one", "two"] {
      let run = try await CommandRun(
        "simulate", "--people", "400", "--advocates", "9", "--output", folder.appendingPathComponent(name).path)
      #expect(run.status == 0)
      #expect(run.output.contains("400 people"))
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("one").path)
    #expect(
      files.sorted() == [
        "causes.csv", "clicks.ndjson", "conversions.ndjson", "graph.ndjson", "links.ndjson", "people.ndjson",
        "reversals.ndjson", "shares.ndjson", "truth.csv",
      ])
    for file in files {
      let (one, two) = (folder.appendingPathComponent("one/\(file)"), folder.appendingPathComponent("two/\(file)"))
      #expect(try Data(contentsOf: one) == Data(contentsOf: two))
    }
  }

  @Test("takes a graph with names of its own")
  func graph() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("simulate-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let graph = folder.appendingPathComponent("graph.txt")
    try Data("# who sees whom\nada grace\nada,linus\n".utf8).write(to: graph)
    let run = try await CommandRun(
      "simulate", "--graph", graph.path, "--advocates", "1", "--output", folder.appendingPathComponent("world").path)
    #expect(run.status == 0)
    let arcs = try String(contentsOf: folder.appendingPathComponent("world/graph.ndjson"), encoding: .utf8)
    #expect(arcs.contains(#"{"from":"ada","to":"grace","#))
    let broken = folder.appendingPathComponent("broken.txt")
    try Data("ada grace\nada\n".utf8).write(to: broken)
    let refused = try await CommandRun("simulate", "--graph", broken.path, "--score")
    #expect(refused.status == 65)
    #expect(refused.errors.contains("line 2"))
  }

  @Test("scores every model, as JSON too")
  func score() async throws {
    let run = try await CommandRun(
      "simulate", "--score", "--people", "600", "--advocates", "9", "--unclicked", "0.6", "--anyway", "0.65",
      "--worlds", "1", "--format", "json")
    #expect(run.status == 0)
    let lines = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
    #expect(lines.contains { $0["model"] as? String == "time_decay" && $0["misplaced"] is Double })
  }

  @Test(
    "options that make no sense are named",
    arguments: [
      (["--score", "--unclicked", "2"], "--unclicked"), (["--score", "--advocates", "10001"], "--advocates"),
      (["--score", "--days", "0"], "--days"), (["--score", "--worlds", "0"], "--worlds"), ([], "--output or --score"),
      (["--score", "--people", "5", "--graph", "x"], "--people or --graph"),
      (["--score", "--anyway", "0"], "--anyway"),
    ])
  func misuse(options: [String], named: String) async throws {
    let run = try await CommandRun(["simulate"] + options)
    #expect(run.status == 64)
    #expect(run.errors.contains(named))
  }

  @Test("a graph that is not there is told")
  func missing() async throws {
    let run = try await CommandRun("simulate", "--graph", "/nowhere/graph.txt", "--score")
    #expect(run.status == 66)
    #expect(run.errors.contains("/nowhere/graph.txt"))
  }
}
