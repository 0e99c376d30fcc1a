import Testing

@testable import Attribution

@Suite("Sums that are kept up to date")
struct HazardSumsTests {
  /// The world's events, in the order in which they happened.
  func landed(_ history: HazardHistory, shuffled: Bool) throws -> HazardSums {
    enum Event {
      case touch(HazardCause, UInt32, UInt32)
      case purchase(UInt32)
    }
    var events: [(time: Int64, event: Event)] = zip(history.buyers, history.purchases).map { ($1, .purchase($0)) }
    for cause in HazardCause.allCases {
      let touches = history[cause]
      for index in touches.times.indices {
        events.append((touches.times[index], .touch(cause, touches.people[index], touches.advocates[index])))
      }
    }
    events.sort { $0.time < $1.time }
    var random = Seeded(state: 3)
    if shuffled { events.shuffle(using: &random) }
    var sums = HazardSums(
      strata: HazardStrata(quantiles: HazardShape.usual.strata, of: history.followed), advocates: 0,
      start: history.start)
    for _ in 0..<history.advocates { _ = sums.addAdvocate() }
    if shuffled { try sums.extend(to: history.horizon) }
    for followed in history.followed { _ = sums.addPerson(followed: followed) }
    for (time, event) in events {
      if time > sums.horizon { try sums.extend(to: time) }
      switch event {
      case .touch(let cause, let person, let advocate):
        try sums.add(cause, person: person, advocate: advocate, time: time)
      case .purchase(let person): try sums.add(purchaseBy: person, time: time)
      }
    }
    try sums.extend(to: history.horizon)
    return sums
  }

  @Test("what landed bit by bit gives the fit of the whole history, to the bit", arguments: [false, true])
  func incremental(shuffled: Bool) throws {
    var world = HazardWorld(
      people: 400, days: 120, base: 0.002, effect: 0.02, persuasiveness: [0.5, 1, 2], codes: true)
    // Repeats, late or not, and a first purchase that lands after a later one.
    for (buyer, time) in zip(world.history.buyers, world.history.purchases).prefix(40) {
      world.history.append(purchaseBy: buyer, time: min(time + day(9), world.history.horizon))
      world.history[.secondHandExposure].append(person: buyer, advocate: 1, time: max(0, time - day(3)))
    }
    let whole = try HazardSums(world.history)
    let landed = try landed(world.history, shuffled: shuffled)
    #expect(try HazardFit(whole) == HazardFit(landed))
    let fit = try HazardFit(whole)
    #expect(fit.totals(in: whole, repetitions: 2) { _ in 1 } == fit.totals(in: landed, repetitions: 2) { _ in 1 })
  }

  @Test("ten thousand touches of one customer are taken, and cost no more than so many of many")
  func manyTouches() throws {
    var world = HazardWorld(people: 400, days: 120, base: 0.002, effect: 0.02, persuasiveness: [0.5, 1, 2])
    let buyer = world.history.buyers[0]
    let bought = world.history.purchases[0]
    for number in 0..<5_000 {
      let ago = Int64(number) * 10_000_000
      world.history[.click].append(person: buyer, advocate: 1, time: max(0, bought - ago))
      world.history[.exposure].append(person: buyer, advocate: 1, time: max(0, bought - ago - 1))
    }
    let sums = try HazardSums(world.history)
    let rows = HazardRows(sums)
    let row = try #require(rows.person.firstIndex(of: Int32(buyer)))
    #expect(rows.components[row + 1] - rows.components[row] >= 10_000)
    #expect(rows.marks[row + 1] - rows.marks[row] == HazardShape.latest)
    #expect(zip(rows.sources, rows.sources.dropFirst()).allSatisfy { $1 - $0 <= HazardShape.latest })
    let fit = try HazardFit(sums, passes: 2)
    let credit = fit.credit(
      followed: world.history.followed[Int(buyer)], touches: world.touches()[buyer] ?? [], first: bought,
      horizon: world.history.horizon)
    #expect(credit.parts.count <= 10_100)
    #expect(abs(credit.unattributed + credit.advocates.reduce(0) { $0 + $1.share } - 1) < 1e-9)
  }

  @Test("events of unknown people, of unknown advocates and after the horizon are refused")
  func faults() throws {
    var sums = HazardSums(strata: HazardStrata(edges: []), advocates: 1, start: 0)
    let person = sums.addPerson(followed: 2)
    try sums.extend(to: 100)
    #expect(throws: HazardFault.unknownPerson(7)) { try sums.add(purchaseBy: 7, time: 1) }
    #expect(throws: HazardFault.unknownAdvocate(1)) { try sums.add(.click, person: person, advocate: 1, time: 1) }
    #expect(throws: HazardFault.afterHorizon(101)) { try sums.add(purchaseBy: person, time: 101) }
    #expect(throws: HazardFault.horizonInThePast(99)) { try sums.extend(to: 99) }
    #expect(throws: HazardFault.absurdTime(.min)) { try sums.add(purchaseBy: person, time: .min) }
    #expect(throws: HazardFault.absurdTime(.max)) { try sums.extend(to: .max) }
    var history = HazardHistory(followed: [1], advocates: 1, start: 0, horizon: 10)
    history.buyers = [0]
    #expect(throws: HazardFault.unevenArrays("purchases")) { _ = try HazardSums(history) }
  }

  @Test("strata hold about equally much of the graph")
  func strata() {
    let followed = (0..<1000).map { UInt32($0 % 10 == 0 ? 90 : 1) }
    let strata = HazardStrata(quantiles: 4, of: followed)
    #expect(strata.edges == [1])
    #expect(strata.stratum(of: 1) == 0 && strata.stratum(of: 90) == 1 && strata.stratum(of: 1000) == 1)
    #expect(HazardStrata(quantiles: 8, of: []).count == 1)
  }
}
