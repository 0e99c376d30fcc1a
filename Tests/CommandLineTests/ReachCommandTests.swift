import Foundation
import Testing

@Suite("resonance reach")
struct ReachCommandTests {
  private let files: GraphFiles

  init() throws {
    // A circle of four with a branch, said in each way that edges can be said.
    files = try GraphFiles([
      "circle":
        "\u{feff}# who sees whom\nada grace\r\ngrace\tedith\n\nedith,hedy\nhedy , ada\nhedy radia\nada grace\nada ada\n",
      "empty": "# nobody\n", "broken": "ada grace\n\nada\nada b c\n",
      "names": "\"a\\\" Zoë\n18446744073709551616 007\n",
      "crowd": (1...10_500).map { "0 \($0)\n" }.joined(),
    ])
  }

  private struct Answer: Decodable, Equatable {
    struct Row: Decodable, Equatable {
      let id: String
      let hops: [Int]
    }
    let people: Int
    let arcs: Int
    let reach: [Row]
    let union: [Int]?
  }

  private func answer(_ options: String...) async throws -> Answer {
    let run = try await CommandRun(["reach", "--format", "json"] + options)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.isEmpty)
    return try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
  }

  @Test(arguments: [[], ["--exact"], ["--registers", "65536"]])
  func `everybody's reach is listed in the order of the file`(options: [String]) async throws {
    let run = try await CommandRun(["reach", files["circle"], "--hops", "3", "--format", "json"] + options)
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.output == """
        {"people": 5, "arcs": 5, "reach": [
          {"id": "ada", "hops": [1, 2, 3, 4]},
          {"id": "grace", "hops": [1, 2, 3, 5]},
          {"id": "edith", "hops": [1, 2, 4, 5]},
          {"id": "hedy", "hops": [1, 3, 4, 5]},
          {"id": "radia", "hops": [1, 1, 1, 1]}
        ]}

        """)
  }

  @Test(arguments: [[], ["--registers", "65536"]])
  func `people who are asked for are listed with whom they reach together`(options: [String]) async throws {
    let run = try await CommandRun(
      ["reach", files["circle"], "--hops", "2", "--of", "edith,ada,edith", "--format", "json"] + options)
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.output == """
        {"people": 5, "arcs": 5, "reach": [
          {"id": "edith", "hops": [1, 2, 4]},
          {"id": "ada", "hops": [1, 2, 3]}
        ], "union": [2, 4, 5]}

        """)
  }

  @Test func `undirected, edges lead both ways`() async throws {
    let answer = try await answer(files["circle"], "--undirected", "--hops", "2", "--of", "radia")
    #expect(answer.arcs == 10)
    #expect(answer.reach == [Answer.Row(id: "radia", hops: [1, 2, 4])])
    #expect(answer.union == [1, 2, 4])
  }

  @Test func `nobody has no reach`() async throws {
    #expect(try await answer(files["empty"]) == Answer(people: 0, arcs: 0, reach: [], union: nil))
  }

  @Test func `names keep their letters`() async throws {
    let answer = try await answer(files["names"], "--hops", "0")
    #expect(answer.reach.map(\.id) == ["\"a\\\"", "Zoë", "18446744073709551616", "007"])
    #expect(answer.reach.allSatisfy { $0.hops == [1] })
  }

  @Test func `a crowd is estimated, unless it is to be exact, on any number of threads`() async throws {
    let exact = try await answer(files["crowd"], "--exact", "--hops", "2", "--undirected")
    #expect(exact.reach[0].hops == [1, 10_501, 10_501])
    #expect(exact.reach[9].hops == [1, 2, 10_501])
    let estimated = try await answer(files["crowd"], "--hops", "2", "--undirected", "--threads", "1")
    #expect(estimated.reach[0].hops == [1, 10_501, 10_501])
    #expect(estimated.reach[9].hops[..<2] == [1, 2])
    #expect(abs(Double(estimated.reach[9].hops[2]) / 10_501 - 1) < 0.26)
    #expect(try await answer(files["crowd"], "--hops", "2", "--undirected", "--threads", "3") == estimated)
  }

  @Test func `it is written as a table and as CSV`() async throws {
    let csv = try await CommandRun("reach", files["names"], "--hops", "1", "--of", "\"a\\\"", "--format", "csv")
    #expect(csv.output == "id,within_0,within_1\n\"\"\"a\\\"\"\",1,2\n,1,2\n")
    let table = try await CommandRun("reach", files["circle"], "--hops", "1", "--of", "hedy,ada")
    #expect(
      table.output == """
        5 people, 5 arcs

        Person    0 hops  1 hop
        ────────  ──────  ─────
        hedy           1      3
        ada            1      2
        ────────  ──────  ─────
        Together       2      4

        """)
    let crowd = try await CommandRun("reach", files["crowd"])
    #expect(crowd.output.hasSuffix("\n\nThe 50 of 10,501 who reach most; --format csv has everybody.\n"))
  }

  @Test func `what took how long is said beside`() async throws {
    let run = try await CommandRun("reach", files["circle"], "--timings", "--format", "csv")
    #expect(run.errors.contains(/^reading [0-9.]+ s\ncounting [0-9.]+ s\nwriting [0-9.]+ s\n$/))
    #expect(run.output.hasPrefix("id,within_0"))
  }

  @Test func `lines that make no sense are named`() async throws {
    let run = try await CommandRun("reach", files["broken"])
    #expect(run.status == 65)
    #expect(run.output.isEmpty)
    let broken = files["broken"]
    #expect(run.errors.contains("\(broken), line 3: has one name; a line is two, with a space, a tab or a comma"))
    #expect(run.errors.contains("\(broken), line 4: has 3 fields; a line is two names"))
  }

  @Test func `somebody who is not there is named`() async throws {
    let run = try await CommandRun("reach", files["circle"], "--of", "ada,alan")
    #expect(run.status == 65)
    #expect(run.errors.contains("alan"))
    #expect(run.output.isEmpty)
  }

  @Test func `a file that is not there is told`() async throws {
    let run = try await CommandRun("reach", files["nowhere"])
    #expect(run.status == 66)
    #expect(run.errors.hasPrefix("Error: cannot read \(files["nowhere"]): "))
  }

  @Test(arguments: [
    ["--hops", "-1"], ["--hops", "101"], ["--registers", "100"], ["--registers", "32"], ["--threads", "0"],
    ["--format", "xml"], ["--exact", "--registers=64"],
  ])
  func `an option that cannot be is refused`(options: [String]) async throws {
    let run = try await CommandRun(["reach", files["circle"]] + options)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
  }
}
