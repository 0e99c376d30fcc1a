import Attribution
import Testing

@Suite("Laws that hold for every model that learns")
struct LearnedLawTests {
  /// The models, by what the test report calls them.
  static let models = ["markov 1", "markov 2", "shapley"]

  func model(_ name: String) -> PathModel {
    switch name {
    case "markov 1": .markov(order: 1)
    case "markov 2": .markov(order: 2)
    default: .shapley
    }
  }

  /// Lines over a dozen touches with odd amounts.
  func lines(_ random: inout Seeded) -> [String] {
    (0..<150).map { _ in
      let path = (0..<Int.random(in: 1...9, using: &random)).map { _ in "t\(Int.random(in: 0..<12, using: &random))" }
      let conversions = Double(Int.random(in: 0...2_000_000, using: &random)) / 1_000_000
      let value = Double(Int.random(in: 0..<10_000_000, using: &random)) / 100
      return "\(path.joined(separator: " > ")),\(conversions),\(value),\(Int.random(in: 0...9, using: &random))"
    }
  }

  @Test(
    "what the touches get sums to what came in, and lines in any order give the same, bit for bit", arguments: models)
  func balance(name: String) throws {
    var random = Seeded(state: 12)
    for _ in 0..<4 {
      let lines = lines(&random)
      let header = "path,conversions,value,nulls"
      let totals = learnedTotals(([header] + lines).joined(separator: "\n"), model(name))
      let linear = learnedTotals(([header] + lines).joined(separator: "\n"), .rule(try Settings(model: "linear")))
      #expect(totals.reduce(0) { $0 + $1.value.count } == linear.reduce(0) { $0 + $1.value.count })
      #expect(totals.reduce(0) { $0 + $1.conversions.count } == linear.reduce(0) { $0 + $1.conversions.count })
      let shuffled = lines.shuffled(using: &random)
      #expect(learnedTotals(([header] + shuffled).joined(separator: "\n"), model(name)) == totals)
    }
  }

  @Test("the largest columns are split exactly", arguments: models)
  func largest(name: String) {
    let line = "a > b > c,9000000000000,9000000000000,0\nb,1,0.000001,0\n"
    let file = "path,conversions,value,nulls\n" + String(repeating: line, count: 111)
    let totals = learnedTotals(file, model(name))
    #expect(totals.reduce(0) { $0 + $1.value.count } == Int128(111) * 9_000_000_000_000_000_001)
    #expect(totals.reduce(0) { $0 + $1.conversions.count } == Int128(111) * 9_000_000_000_001_000_000)
  }

  private func learnedTotals(_ file: String, _ model: PathModel) -> [TouchTotal] {
    var paths = PathAttribution(model: model)
    paths.read(file.utf8)
    let totals = paths.finish()
    #expect(paths.faults.isEmpty)
    return totals
  }
}
