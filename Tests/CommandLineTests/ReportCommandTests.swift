import Postgres
import TestSupport
import Testing

@Suite("resonance report and resonance check", .database)
struct ReportCommandTests {
  private let database = TestDatabase.current

  private func makeProgram(_ name: String) async throws {
    let made = try await CommandRun(
      "program", "create", "--name", name, "--currency", "EUR", "--destination", "https://shop.example/",
      "--database-url", database.url)
    #expect(made.status == 0)
  }

  /// Three people and a bot at noon, as a rollup says that no click stands behind.
  private func countClicks() async throws {
    try await database.pool.execute(
      """
      INSERT INTO program_click_counts (program_id, slice, slot, people, repeats, bots)
      SELECT program_id, '2026-03-02T12:00:00Z', 1, 3, 2, 1 FROM programs
      """)
  }

  private func report(_ arguments: String...) async throws -> CommandRun {
    try await CommandRun(
      "report", "revenue", "--from", "2026-03-02", "--to", "2026-03-02", "--database-url", database.url,
      arguments.first ?? "--format", arguments.dropFirst().first ?? "csv")
  }

  @Test func `a report is written as table, CSV and JSON`() async throws {
    try await makeProgram("Analytical Engines")
    try await countClicks()
    let csv = try await report("--format", "csv")
    #expect(csv.status == 0)
    #expect(csv.output.hasSuffix("unattributed\r\n2026-03-02,EUR,3,0,0,0,0,0,0,0,0,0,0,0,0\r\n"))
    #expect(try await report("--bots", "--format=csv").output.contains("\r\n2026-03-02,EUR,4,0"))
    #expect(
      try await report("--format", "json").output.contains(
        #""rows":[{"period":"2026-03-02","currency":"EUR","clicks":3,"#))
    let table = try await report("--format", "table")
    #expect(table.output.contains("Analytical Engines, 2026-03-02 (UTC), run 1 by time_decay"))
    #expect(!table.output.contains("\u{1b}"))
  }

  @Test func `where there are several programs, one has to be named`() async throws {
    let none = try await report()
    #expect(none.status == 65)
    #expect(none.errors.contains("There is no program yet"))
    try await makeProgram("Analytical Engines")
    try await makeProgram("Difference Engines")
    let several = try await report()
    #expect(several.status == 65)
    #expect(several.errors.contains("Say which program with --program"))
    #expect(several.output.isEmpty)
    #expect(try await report("--program", "Difference Engines").status == 0)
  }

  @Test func `a model without a run is answered with the runs there are`() async throws {
    try await makeProgram("Analytical Engines")
    let run = try await report("--model", "markov")
    #expect(run.status == 65)
    #expect(run.errors.contains("has no finished attribution run of the model markov; there are: 1 (time_decay)"))
  }

  @Test func `a check exits with 0 when everything adds up, and with 1 and a word about it when something is off`()
    async throws
  {
    try await makeProgram("Analytical Engines")
    let balanced = try await CommandRun("check", "--database-url", database.url)
    #expect(balanced.status == 0)
    #expect(balanced.output.contains("ok    ledger balances: 0 conversions in 1 run\n"))
    #expect(balanced.output.contains("Everything adds up: 14 checks of 1 program."))
    try await countClicks()
    let off = try await CommandRun("check", "--database-url", database.url)
    #expect(off.status == 1)
    #expect(off.output.contains("OFF   clicks by program: 0 clicks, 3 deviations\n"))
    #expect(off.output.contains("slice 2026-03-02T12:00:00Z: people is 3, should be 0\n"))
    let json = try await CommandRun("check", "--format", "json", "--database-url", database.url)
    #expect(json.status == 1)
    #expect(json.output.hasPrefix(#"{"balanced":false,"programs":1,"checks":["#))
  }

  @Test func `a database that is not there is said to be unavailable`() async throws {
    let run = try await CommandRun("check", "--data-dir", "/tmp/resonance-nowhere")
    #expect(run.status == 69)
    #expect(run.errors.hasPrefix("Error: There is no database in /tmp/resonance-nowhere"))
  }
}
