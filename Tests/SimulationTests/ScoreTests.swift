import Attribution
import Testing

@testable import Simulation

@Suite("Scores")
struct ScoreTests {
  @Test("the truth itself scores 0, 1 and 1")
  func truth() throws {
    let score = try #require(Score(credits: [5, 0, 9], truth: [5, 0, 9]))
    #expect(score.misplaced == 0 && score.claimed == 1 && abs(score.rankCorrelation! - 1) < 1e-12)
  }

  @Test("what is credited to the wrong one counts twice, what to nobody once")
  func misplaced() throws {
    #expect(try #require(Score(credits: [0, 10], truth: [10, 0])).misplaced == 2)
    #expect(try #require(Score(credits: [0, 10], truth: [10, 0])).claimed == 1)
    #expect(try #require(Score(credits: [0, 0], truth: [10, 0])).misplaced == 1)
    #expect(try #require(Score(credits: [0, 0], truth: [10, 0])).rankCorrelation == nil)
    #expect(Score(credits: [3], truth: [0]) == nil)
    #expect(Score(credits: [], truth: []) == nil)
  }

  @Test("who is covered is counted, the ends of an interval too")
  func covered() throws {
    let score = try #require(
      Score(credits: [5, 5, 5, 5], intervals: [0...9, 7...9, 3...7, 0...3], truth: [5, 5, 7, 4]))
    #expect(score.covered == 0.5)
    #expect(try #require(Score(credits: [5], truth: [5])).covered == nil)
  }

  @Test("whoever knows every rate claims what was caused, and places it better than a model that has to learn them")
  func knowing() throws {
    var parameters = Parameters()
    parameters.advocates = 15
    parameters.sharesAYear = 6
    parameters.organic = 0.2
    let board = try Scoreboard(
      parameters, kinds: [.init(unclicked: 0.9, anyway: 0.65)], worlds: 2,
      models: [KnowingCreditModel(), HazardCreditModel()], following: { .generated(people: 1500, seed: $0) })
    let (knowing, hazard) = (board.lines[0], board.lines[1])
    #expect(abs(try #require(knowing.claimed) - 1) < 0.15)
    #expect(try #require(knowing.misplaced) < (try #require(hazard.misplaced)))
    #expect(knowing.covered == nil)
    #expect(try #require(hazard.covered) > 0.6, "nine in ten are meant, of fifteen advocates in two worlds")
  }

  @Test("where sharing sets off nothing, hazard claims next to nothing of what the well-connected and alike buy")
  func nothingSetOff() throws {
    var parameters = Parameters()
    parameters.advocates = 15
    parameters.sharesAYear = 6
    parameters.organic = 0.2
    parameters.anyway = 1
    parameters.unclicked = 0
    parameters.idleClicks = 0.1
    parameters.clicksAlong = 1
    let world = try World(parameters, following: .generated(people: 2000, seed: 3))
    #expect(world.missing.allSatisfy { $0 == 0 } && world.clicks.count > 40 && world.purchases.count > 300)
    let evidence = Evidence(world)
    let claimed = try HazardCreditModel().credits(in: evidence).reduce(0, +)
    #expect(Double(claimed) < 0.03 * Double(world.revenue), "\(claimed) of \(world.revenue)")
    let rule = try CreditModels.all[0].credits(in: evidence).reduce(0, +)
    #expect(Double(rule) > 0.05 * Double(world.revenue), "last touch takes clicks that came along for causes")
  }

  @Test("ranks that are alike share their mean")
  func ranks() throws {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 ÷ √(4.5 · 5).
    let score = try #require(Score(credits: [1, 7, 7, 9], truth: [1, 2, 3, 4]))
    #expect(abs(score.rankCorrelation! - 0.948_683_298_050_513_8) < 1e-12)
    #expect(abs(try #require(Score(credits: [3, 2, 1], truth: [1, 2, 3])).rankCorrelation! + 1) < 1e-12)
  }

  /// Knows the truth.
  struct Oracle: CreditModel {
    let name = "oracle"
    func credits(in evidence: Evidence) throws(Refusal) -> [Int64] { evidence.world.missing }
  }

  /// Knows that it knows nothing.
  struct Silent: CreditModel {
    let name = "silent"
    func credits(in evidence: Evidence) throws(Refusal) -> [Int64] { throw Refusal("too little is known") }
  }

  @Test("a board has a line a kind and model; the oracle is right, and a refusal is told")
  func board() throws {
    var parameters = Parameters()
    parameters.advocates = 20
    let board = try Scoreboard(
      parameters, kinds: [.init(unclicked: 0, anyway: 0.65), .init(unclicked: 0.9, anyway: 0.65)], worlds: 2,
      models: [Oracle(), Silent()] + CreditModels.all, following: { .generated(people: 2000, seed: $0) })
    #expect(board.lines.count == 2 * (2 + CreditModels.all.count))
    for oracle in board.lines where oracle.model == "oracle" {
      #expect(oracle.misplaced == 0 && oracle.claimed == 1 && oracle.worlds == 2 && oracle.note == nil)
    }
    for silent in board.lines where silent.model == "silent" {
      #expect(silent.misplaced == nil && silent.worlds == 0 && silent.note == "too little is known")
    }
    let clicks = board.lines.filter { $0.model == "last_touch, clicks only" }.compactMap(\.claimed)
    #expect(clicks[0] > 2 * clicks[1], "who looks at clicks only sees little where few click")
    #expect(board.csv.split(separator: "\n").count == board.lines.count + 1)
    #expect(board.json.contains(#""model": "silent", "misplaced": null"#))
  }

  @Test("a rule never credits more than was earned, nor the buyer")
  func rules() throws {
    let evidence = Evidence(try WorldTests.lively(people: 800))
    for model in CreditModels.all {
      let credits = try model.credits(in: evidence)
      #expect(credits.allSatisfy { $0 >= 0 })
      #expect(credits.reduce(0, +) <= evidence.world.revenue)
    }
    for (purchase, journey) in evidence.journeys(window: 90 * 86_400_000_000) {
      #expect(journey.touches.allSatisfy { evidence.world.advocates[Int($0.advocate)].person != purchase.person })
    }
  }
}
