import Foundation
import TestSupport
import Testing

@Suite("README.md")
struct READMETests {
  private let readme: String

  init() throws { readme = try Walkthrough.readme() }

  @Test(.database) func `the walk with curl can be pasted line by line, and comes back with what is printed`()
    async throws
  {
    let walk = Walkthrough("A walk with curl", in: readme)
    #expect(walk.steps.count > 8)
    let database = TestDatabase.current.url
    let (run, status) = try await ServedProgram.run(on: database) { service in
      try walk.run(
        in: service.directory,
        replacing: ["http://127.0.0.1:8080": service.url, ".build/release/resonance": "'\(ServedProgram.path)'"],
        environment: ["RESONANCE_DATABASE_URL": database])
    }
    expect(run)
    #expect(status == 0)
  }

  @Test(.database) func `a history is imported as it says`() async throws {
    let walk = Walkthrough("Bring your history along", in: readme)
    #expect(walk.steps.count == 1)
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("resonance-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let run = try walk.run(
      in: directory, replacing: [".build/release/resonance": "'\(ServedProgram.path)'"],
      environment: ["RESONANCE_DATABASE_URL": TestDatabase.current.url])
    expect(run)
    #expect(run.output.contains("grace"), "\(run.output)")
  }

  @Test(arguments: ["attribute", "reach"])
  func `the example of a command on a file prints what it says`(command: String) throws {
    let walk = Walkthrough("`resonance \(command)`", in: readme)
    #expect(walk.steps.count == 1)
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("resonance-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    expect(
      try walk.run(in: directory, replacing: [".build/release/resonance": "'\(ServedProgram.path)'"], environment: [:]))
  }

  @Test func `an event's signature is made as it says`() throws {
    let walk = Walkthrough("Webhooks out", in: readme)
    #expect(walk.steps.count == 1)
    expect(try walk.run(in: FileManager.default.temporaryDirectory.path, replacing: [:], environment: [:]))
  }

  private func expect(_ run: Walkthrough.Run) {
    #expect(run.status == 0, "\(run.output)")
    for step in run.steps {
      guard let expected = step.expected else { continue }
      #expect(Walkthrough.reads(step.output, as: expected), "\(step.commands)came back with\n\(step.output)")
    }
  }

  @Test(.database) func `the metrics are those that are served`() async throws {
    let asking = Walkthrough("Metrics", in: "# Metrics\n```sh\ncurl -s $URL/metrics\n```\n")
    let (page, _) = try await ServedProgram.run(on: TestDatabase.current.url) { service in
      try asking.run(in: service.directory, replacing: [:], environment: ["URL": service.url]).output
    }
    #expect(
      Set(page.matches(of: /TYPE ([a-z_]+)/).map(\.1)) == Set(readme.matches(of: /\b(resonance_[a-z_]+)/).map(\.1)))
  }

  @Test func `the files it links to exist`() {
    for match in readme.matches(of: /\]\(([^)#:]+)\)/) {
      #expect(FileManager.default.fileExists(atPath: "\(Walkthrough.checkout)/\(match.1)"), "\(match.1)")
    }
  }

  @Test(arguments: [
    ("a b", "ab", true), ("abc", "a…c", true), ("abc", "…c", true), ("abc", "a…", true), ("abc", "b…", false),
    ("abc", "…b", false), ("abcd", "a…b…d", true), ("abcd", "a…c…b…", false), ("ab", "abc", false),
    ("abc", "ab", false),
  ])
  func `what comes back is compared up to what is left out`(text: String, expected: String, isSo: Bool) {
    #expect(Walkthrough.reads(text, as: expected) == isSo)
  }
}
