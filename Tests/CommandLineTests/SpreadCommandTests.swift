import Foundation
import Testing

@Suite("resonance spread")
struct SpreadCommandTests {
  private let files: GraphFiles

  init() throws {
    files = try GraphFiles([
      "diamond": "# what spreads down a diamond\na b\na\tc\nb,d\nc d\nd d\na b\n", "empty": "\n", "broken": "a b c\n",
    ])
  }

  private struct Answer: Decodable, Equatable {
    let seeds: [String]
    let spread: Double
    let low: Double
    let high: Double
  }

  private func answer(_ options: String...) async throws -> Answer {
    let run = try await CommandRun(["spread", "--format", "json"] + options)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
  }

  @Test func `down a diamond with even chances it comes to 39/16`() async throws {
    let answer = try await answer(files["diamond"], "--seeds", "1", "--probability", "0.5", "--samples", "50000")
    #expect(answer.seeds == ["a"])
    #expect(answer.low <= 39.0 / 16 && 39.0 / 16 <= answer.high)
    #expect(answer.low <= answer.spread && answer.spread <= answer.high)
  }

  @Test func `the same seed gives the same answer`() async throws {
    let options = ["--seeds", "2", "--probability", "indegree", "--seed", "9"]
    let runs = [
      try await CommandRun(["spread", files["diamond"]] + options),
      try await CommandRun(["spread", files["diamond"]] + options),
    ]
    #expect(runs[0].output == runs[1].output)
    #expect(runs[0].output.hasPrefix("Seeds   a, "))
  }

  @Test func `seeds can be given, and edges can lead both ways`() async throws {
    let down = try await answer(files["diamond"], "--of", "d", "--probability", "1")
    #expect(down == Answer(seeds: ["d"], spread: 1, low: 1, high: down.high))
    let both = try await answer(files["diamond"], "--of", "d,d", "--probability", "1", "--undirected")
    #expect(both == Answer(seeds: ["d"], spread: 4, low: both.low, high: 4))
  }

  @Test func `it is written as CSV, what the seeds spread together last`() async throws {
    let run = try await CommandRun(
      "spread", files["diamond"], "--of", "a,d", "--probability", "0", "--format", "csv")
    #expect(run.output.hasPrefix("id,spread,low,high\na,,,\nd,,,\n,2.0,2.0,"))
  }

  @Test func `nobody is chosen where there is nobody, and everybody where more are asked for`() async throws {
    let nobody = try await answer(files["empty"], "--seeds", "3", "--probability", "0.1")
    #expect(nobody == Answer(seeds: [], spread: 0, low: 0, high: 0))
    let everybody = try await answer(files["diamond"], "--seeds", "99", "--probability", "0.1", "--samples", "10")
    #expect(everybody.seeds.sorted() == ["a", "b", "c", "d"])
    #expect((everybody.spread, everybody.low, everybody.high) == (4, 4, 4))
  }

  @Test func `a line that makes no sense is named`() async throws {
    let run = try await CommandRun("spread", files["broken"], "--seeds", "1", "--probability", "indegree")
    #expect((run.status, run.output) == (65, ""))
    #expect(run.errors.hasPrefix("Error: \(files["broken"]), line 1: has 3 fields"))
  }

  @Test(arguments: [
    ["--seeds", "0", "--probability", "0.1"], ["--seeds", "1", "--of", "a", "--probability", "0.1"],
    ["--probability", "0.1"], ["--seeds", "1", "--probability", "1.5"], ["--seeds", "1", "--probability", "often"],
    ["--seeds", "1", "--probability", "nan"], ["--seeds", "1"],
    ["--seeds", "1", "--probability", "0.1", "--samples", "0"],
  ])
  func `what makes no sense is refused`(options: [String]) async throws {
    let run = try await CommandRun(["spread", files["diamond"]] + options)
    #expect((run.status, run.output) == (64, ""))
    #expect(run.errors.hasPrefix("Error: "))
  }
}
