import Attribution
import Testing

@Suite("Laws that hold for every journey")
struct LawTests {
  /// A journey of up to a dozen touches by eight advocates, with ties in time and touches out of the window.
  func touches(_ random: inout Seeded) -> [Step] {
    (0..<Int.random(in: 0...12, using: &random)).map { id in
      let advocate = String(UnicodeScalar(UInt8(97 + Int.random(in: 0..<8, using: &random))))
      let kinds: [TouchKind] = [
        .click, .click, .code,
        .exposure(hop: .random(in: 1...3, using: &random), likelihood: .random(in: 0.01...1, using: &random)),
      ]
      return Step(
        id: id, advocate: advocate, time: day(.random(in: 0...101, using: &random)),
        kind: kinds.randomElement(using: &random)!)
    }
  }

  /// Anybody may have brought in anybody, cycles included.
  func recruiters(_ random: inout Seeded) -> [String: [String]] {
    let people = (0..<8).map { String(UnicodeScalar(UInt8(97 + $0))) }
    return Dictionary(
      uniqueKeysWithValues: people.map { person in
        (person, (0..<Int.random(in: 0...5, using: &random)).map { _ in people.randomElement(using: &random)! })
      })
  }

  /// How much of an amount can be credited with the usual settings: all of it after a click or a code, half where people
  /// only heard, rounded down.
  func creditable(_ amount: Int64, of journey: Path) -> Int64 {
    var heard = false
    for touch in journey.touches {
      guard case .exposure(let hop, _) = touch.kind else { return amount }
      heard = heard || hop <= 2
    }
    return heard ? amount / 2 : 0
  }

  @Test("credits and the unattributed sum to the revenue, whatever the order of the touches", arguments: Models.names)
  func balance(model: String) throws {
    var random = Seeded(state: 2)
    for _ in 0..<3000 {
      let share = [0, 0.1, 0.5, 1, Double.random(in: 0...1, using: &random)].randomElement(using: &random)!
      let settings = try Settings(
        model: model, halfLifeDays: Double.random(in: 0.01...30, using: &random), chainShare: share)
      let chains = recruiters(&random)
      let revenue = Int64.random(in: 0...Int64.max >> Int64.random(in: 0...62, using: &random), using: &random)
      let steps = touches(&random)

      let journey = Path(touches: steps, conversion: day(100), window: day(90))
      let allocation = allocate(revenue: revenue, journey: journey, settings: settings) { chains[$0]! }
      #expect(allocation.credits.reduce(allocation.unattributed) { $0 + $1.amount } == revenue)
      #expect(allocation.credits.allSatisfy { $0.amount > 0 })
      #expect(allocation.unattributed == revenue - creditable(revenue, of: journey))

      let shuffled = Path(touches: steps.shuffled(using: &random), conversion: day(100), window: day(90))
      #expect(allocate(revenue: revenue, journey: shuffled, settings: settings) { chains[$0]! } == allocation)

      // A touch's chain shares out exactly what the touch would have had alone.
      let alone = try Settings(model: model, halfLifeDays: settings.halfLifeDays)
      let direct = allocate(revenue: revenue, journey: journey, settings: alone, recruiters: nobody)
      for credit in direct.credits {
        let chain = allocation.credits.filter { $0.touch == credit.touch }
        #expect(chain.reduce(0) { $0 + $1.amount } == credit.amount)
      }
    }
  }

  @Test("reversals net to the same credits in whatever steps they come", arguments: Models.names)
  func netting(model: String) throws {
    var random = Seeded(state: 3)
    let settings = try Settings(model: model, chainShare: 0.3)
    for _ in 0..<500 {
      let journey = Path(touches: touches(&random), conversion: day(100), window: day(90))
      let chains = recruiters(&random)
      func credits(_ net: Int64) -> [String: Int64] {
        allocate(revenue: net, journey: journey, settings: settings) { chains[$0]! }.credits
          .reduce(into: [:]) { $0["\($1.touch) \($1.kind) \($1.hop)"] = $1.amount }
      }
      // A ledger that only ever gains entries: the difference between what stands in it and what is due.
      let revenue = Int64.random(in: 0...1_000_000, using: &random)
      var ledger: [(credit: String, amount: Int64)] = []
      for net in [revenue, .random(in: 0...revenue, using: &random), 0, .random(in: 0...revenue, using: &random)] {
        let due = credits(net)
        let standing = Dictionary(ledger.map { ($0.credit, $0.amount) }, uniquingKeysWith: +)
        for credit in Set(due.keys).union(standing.keys) {
          ledger.append((credit, due[credit, default: 0] - standing[credit, default: 0]))
        }
        #expect(ledger.reduce(0) { $0 + $1.amount } == creditable(net, of: journey))
        let balances = Dictionary(ledger.map { ($0.credit, $0.amount) }, uniquingKeysWith: +)
        #expect(balances.filter { $0.value != 0 } == due)
      }
    }
  }
}
