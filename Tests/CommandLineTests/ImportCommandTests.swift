import Foundation
import Postgres
import Records
import TestSupport
import Testing

@Suite("resonance import", .database)
struct ImportCommandTests {
  private let database = TestDatabase.current

  private func makeProgram() async throws {
    let made = try await CommandRun(
      "program", "create", "--name", "Analytical Engines", "--currency", "EUR", "--destination",
      "https://shop.example/", "--database-url", database.url)
    #expect(made.status == 0)
  }

  private func take(_ noun: String, _ file: String, _ more: String...) async throws -> CommandRun {
    try await CommandRun(
      ["import", noun, file, "--program", "Analytical Engines", "--database-url", database.url] + more)
  }

  /// A number for all that is stored: another one as soon as anything is.
  private func fingerprint() async throws -> String {
    var prints: [String] = []
    for (table, row) in [
      ("people", "t.external_id"), ("advocates", "t.id, t.recruiter_id"), ("links", "t.code, t.is_primary"),
      ("graph_edges", "t.from_person, t.to_person, t.since"), ("shares", "t.external_id, t.advocate_id"),
      ("clicks", "t.id, t.outcome"), ("conversions", "t.external_id, t.amount, t.click_id"),
      ("reversals", "t.external_id, t.status"), ("ledger", "t.id, t.amount"), ("visitor_people", "t.*"),
    ] {
      let print: String? = try await database.pool.query(
        "SELECT md5(string_agg(r::text, ',' ORDER BY r::text)) AS print FROM (SELECT \(unsafe: row) FROM \(identifier: table) t) AS r"
      ).first?.decode("print")
      prints.append("\(table) \(print ?? "none")")
    }
    return prints.joined(separator: "\n")
  }

  @Test func `a simulated world is imported, adds up, and is imported again without a change`() async throws {
    try await makeProgram()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("import-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let made = try await CommandRun(
      "simulate", "--people", "400", "--advocates", "12", "--days", "200", "--recruits", "0.3", "--output", folder)
    #expect(made.status == 0)
    let nouns = ["people", "links", "graph", "shares", "clicks", "conversions", "reversals"]
    for noun in nouns {
      let run = try await take(noun, "\(folder)/\(noun).ndjson")
      #expect(run.status == 0 && run.errors.isEmpty, "\(noun): \(run.errors)")
      #expect(
        run.output.contains(#/^[a-z]+: [1-9][0-9,]* lines, [1-9][0-9,]* new, [0-9]+ known, 0 refused; /#),
        "\(run.output)")
    }
    let check = try await CommandRun("check", "--database-url", database.url)
    #expect(check.status == 0, "\(check.output)")
    let earned = try await database.pool.query(
      "SELECT count(*) FILTER (WHERE kind = 'direct') AS direct, count(*) FILTER (WHERE kind = 'exposure') AS seen FROM ledger"
    ).only
    #expect(try earned.decode("direct", as: Int.self) > 0)
    #expect(try earned.decode("seen", as: Int.self) > 0)
    let before = try await fingerprint()
    for noun in nouns {
      let run = try await take(noun, "\(folder)/\(noun).ndjson")
      #expect(run.output.contains(" lines, 0 new, "), "\(run.output)")
    }
    #expect(try await fingerprint() == before)
  }

  @Test func `killed in the middle, it is run again and whole`() async throws {
    try await makeProgram()
    let lines = (1...6_000).map { #"{"from":"hub","to":"follower-\#($0)"}"# + "\n" }.joined()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: ServedProgram.path)
    process.arguments = ["import", "graph", "-", "--database-url", database.url]
    process.environment = ["PATH": "/usr/bin:/bin"]
    let input = Pipe()
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Enough for one transaction; the file goes on, but never ends.
    try input.fileHandleForWriting.write(contentsOf: Data(lines.utf8))
    func count() async throws -> Int {
      try await database.pool.query("SELECT count(*) AS edges FROM graph_edges").only.decode("edges")
    }
    while try await count() == 0 { try await Task.sleep(for: .milliseconds(20)) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(try await count() == 5_000)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("import-\(UUID()).ndjson")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(lines.utf8).write(to: file)
    let run = try await take("graph", file.path)
    #expect(run.output.hasPrefix("graph: 6,000 lines, 1,000 new, 5,000 known, 0 refused; "))
    #expect(try await count() == 6_000)
  }

  @Test func `a wrong line is named with its number, and what to do`() async throws {
    try await makeProgram()
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("import-\(UUID()).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("from,to\nada,grace\nada,ada\nada,linus\n".utf8).write(to: file)
    let stopped = try await take("graph", file.path)
    #expect(stopped.status == 65)
    #expect(stopped.output.hasPrefix("graph: 2 lines, 1 new, 0 known, 1 refused; "))
    #expect(stopped.errors.hasPrefix("\(file.path), line 3: to must be somebody else than from.\n"))
    #expect(stopped.errors.contains("was imported up to line 3, which is wrong. Correct it and run the same command"))
    let skipped = try await take("graph", file.path, "--skip-bad")
    #expect(skipped.status == 0)
    #expect(skipped.output.hasPrefix("graph: 3 lines, 1 new, 1 known, 1 refused; "))
    let header = try await take("people", file.path)
    #expect(header.status == 65)
    #expect(header.errors.contains("unknown in the header: from, to; there are: external_id (required), email"))
    #expect(try await take("people", "/nowhere/people.csv").status == 66)
    #expect(try await take("pets", file.path).status == 64)
    // What the console shows of each.
    let kept = try await database.pool.query(
      """
      SELECT concat_ws(' ', noun, state, stopped_at, lines, bytes_read = bytes, begun_by) AS said
      FROM imports WHERE file = \(file.lastPathComponent) ORDER BY id
      """
    ).map { try $0.decode("said", as: String.self) }
    #expect(
      kept == [
        "graph stopped 3 2 t the command line", "graph done 3 t the command line",
        "people stopped 0 f the command line",
      ])
  }
}
