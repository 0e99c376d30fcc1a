import Attribution
import Glibc
import Testing

@Suite("Learning what sharing causes")
struct HazardFitTests {
  @Test("what a world was drawn from is found again")
  func recovery() throws {
    let world = HazardWorld(
      people: 3000, days: 200, base: 0.001, effect: 0.02, persuasiveness: [0.2, 0.5, 1, 1, 1.5, 2])
    let fit = try HazardFit(HazardSums(world.history))
    for rate in fit.rates.base { #expect(abs(rate - 0.001) < 0.0003) }
    let cells = fit.shape.cells(of: .exposure)
    let persuasiveness = fit.rates.persuasiveness
    let mean = persuasiveness.reduce(0, +) / 6
    for cell in cells.prefix(5).dropFirst(2) { #expect(abs(fit.rates.kernel[cell] * mean / 1.033 - 0.02) < 0.006) }
    #expect(fit.rates.kernel[cells.last!] < 0.001)
    #expect(persuasiveness[0] < 0.7 * persuasiveness[2] && persuasiveness[5] > 1.3 * persuasiveness[2])

    var credits = [Double](repeating: 0, count: 6)
    let touches = world.touches()
    for (buyer, time) in zip(world.history.buyers, world.history.purchases) {
      let credit = fit.credit(
        followed: buyer % 7, touches: touches[buyer] ?? [], first: time, horizon: world.history.horizon)
      for part in credit.parts { credits[Int(part.touch.advocate)] += part.setOff }
    }
    for (advocate, credit) in credits.enumerated() {
      let truth = Double(world.setOffBy.count { $0 == UInt32(advocate) })
      #expect(abs(credit - truth) < 15 + 0.2 * truth)
    }
  }

  @Test("where posts do nothing, next to nothing is attributed")
  func nothingCaused() throws {
    let world = HazardWorld(
      people: 3000, days: 200, base: 0.001, effect: 0, persuasiveness: [1, 1, 1, 1, 1, 1])
    let sums = try HazardSums(world.history)
    let totals = try HazardFit(sums).totals(in: sums, repetitions: 0) { _ in 1 }
    #expect(totals.reduce(0) { $0 + $1.credit } < 0.06 * Double(world.history.buyers.count))
  }

  @Test("of a person without touches, everything is unattributed")
  func untouched() throws {
    let strata = HazardStrata(edges: [])
    var rates = HazardRates(shape: .usual, strata: 1, advocates: 1)
    rates.base = [0.001]
    let fit = try HazardFit(strata: strata, rates: rates, purchases: 100, horizon: day(100))
    let credit = fit.credit(followed: 3, touches: [], first: day(50), horizon: day(100))
    #expect(credit.parts.isEmpty)
    #expect(credit.unattributed == 1)
    #expect(credit.sentence { _ in "Ada" } == "came by itself, as far as can be told")
  }

  @Test("codes used at the till by those who were set off do not hide the post that did it")
  func codes() throws {
    let world = HazardWorld(
      people: 1200, days: 200, base: 0.0005, effect: 0.01, persuasiveness: [1, 1, 1, 1], codes: true)
    let sums = try HazardSums(world.history)
    let fit = try HazardFit(sums)
    let touches = world.touches()
    for (place, buyer) in world.history.buyers.enumerated() {
      let credit = fit.credit(
        followed: buyer % 7, touches: touches[buyer] ?? [], first: world.history.purchases[place],
        horizon: world.history.horizon)
      let setOff = credit.parts.reduce(0) { $0 + $1.setOff }
      if let advocate = world.setOffBy[place] {
        #expect(credit.parts.filter { $0.touch.advocate == advocate }.reduce(0) { $0 + $1.setOff } > 0.9)
      } else {
        #expect(setOff < 0.7)
      }
    }
  }

  @Test("chances and shares are between 0 and 1 and sum to 1 with what nobody caused")
  func balance() throws {
    let world = HazardWorld(people: 700, days: 150, base: 0.001, effect: 0.02, persuasiveness: [0.5, 1, 2])
    let fit = try HazardFit(HazardSums(world.history))
    let touches = world.touches()
    for (buyer, time) in zip(world.history.buyers, world.history.purchases) {
      let credit = fit.credit(
        followed: buyer % 7, touches: touches[buyer] ?? [], first: time, horizon: world.history.horizon)
      let setOff = credit.parts.reduce(0) { $0 + $1.setOff }
      #expect(abs(setOff + credit.nobody - 1) < 1e-9 && setOff <= 1 + 1e-9)
      #expect(credit.parts.allSatisfy { (0...1).contains($0.share) && (0...1).contains($0.anyway) && $0.age >= 0 })
      #expect(abs(credit.advocates.reduce(0) { $0 + $1.share } + credit.unattributed - 1) < 1e-9)
    }
  }

  @Test("the credit is the chance that it was them and that it would not have come anyway")
  func byHand() throws {
    let strata = HazardStrata(edges: [])
    var rates = HazardRates(shape: .usual, strata: 1, advocates: 2)
    rates.base = [0.001]
    for cell in HazardShape.usual.cells(of: .exposure).prefix(4) { rates.kernel[cell] = 0.002 }
    rates.persuasiveness = [1, 3]
    let fit = try HazardFit(strata: strata, rates: rates, purchases: 100, horizon: day(110))
    let touches = [
      HazardTouch(.exposure, advocate: 0, time: day(9)), HazardTouch(.exposure, advocate: 1, time: day(8)),
    ]
    let credit = fit.credit(followed: 0, touches: touches, first: day(10), horizon: day(110))
    // λ = 0.001 + 0.002 + 3 · 0.002; both act for four days, until days 13 and 12.
    #expect(credit.parts.map { $0.touch.advocate } == [1, 0])
    #expect(abs(credit.parts[0].setOff - 6.0 / 9) < 1e-12 && abs(credit.parts[1].setOff - 2.0 / 9) < 1e-12)
    #expect(abs(credit.parts[0].anyway - (1 - exp(-(0.1 + 3 * 0.002)))) < 1e-12)
    #expect(abs(credit.parts[1].anyway - (1 - exp(-(0.1 + 2 * 0.006)))) < 1e-12)
    let later = fit.credit(followed: 0, touches: touches, first: day(10), purchase: day(11), horizon: day(110))
    #expect(abs(later.parts[0].anyway - (1 - exp(-(0.001 + 0.002)))) < 1e-12)
    #expect(
      credit.sentence { $0 == 1 ? "Ada" : "Grace" }
        == "most likely set off by Ada's post two days before; one in ten that it would have come anyway")
  }

  @Test("totals lie within their intervals, and the same seed gives the same intervals")
  func intervals() throws {
    let world = HazardWorld(people: 800, days: 150, base: 0.001, effect: 0.02, persuasiveness: [0.3, 1, 2])
    let sums = try HazardSums(world.history)
    let fit = try HazardFit(sums)
    let totals = fit.totals(in: sums, repetitions: 8) { _ in 100 }
    #expect(totals.allSatisfy { 0 <= $0.low && $0.low < $0.credit && $0.credit < $0.high })
    #expect(totals == fit.totals(in: sums, repetitions: 8) { _ in 100 })
  }
}
