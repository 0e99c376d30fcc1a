import Testing

@testable import Attribution

@Suite("Audiences in place of everybody's exposures")
struct HazardAudienceTests {
  /// What happened among people who follow some of a few advocates, or friends of theirs, from whole numbers drawn.
  struct Past {
    /// Somebody who could see what an advocate posts.
    struct Member {
      let person: UInt32
      let cause: HazardCause
      let ways: UInt16
    }

    var history: HazardHistory
    /// By advocate, who sees its posts, and when it posted.
    var audiences: [[Member]]
    var posts: [[Int64]]

    init(seed: UInt64, people: Int = 300, advocates: Int = 4, days: Int64 = 90) {
      var random = Seeded(state: seed)
      history = HazardHistory(
        followed: (0..<people).map { _ in UInt32.random(in: 0..<40, using: &random) }, advocates: advocates,
        start: day(3), horizon: day(days))
      func time() -> Int64 { Int64.random(in: day(3)...day(days), using: &random) }
      audiences = (0..<advocates).map { _ in
        (0..<people).compactMap { person in
          let draw = Int.random(in: 0..<6, using: &random)
          if draw > 1 { return nil }
          return Member(
            person: UInt32(person), cause: draw == 0 ? .exposure : .secondHandExposure,
            ways: draw == 0 ? 1 : UInt16.random(in: 1...30, using: &random))
        }
      }
      posts = (0..<advocates).map { _ in (0..<Int.random(in: 0...9, using: &random)).map { _ in time() } }
      // Some before anything else was recorded.
      posts[0].append(0)
      for (advocate, members) in audiences.enumerated() {
        for post in posts[advocate] {
          for member in members {
            history[member.cause].append(
              person: member.person, advocate: UInt32(advocate), time: post, ways: member.ways)
          }
        }
      }
      for person in 0..<UInt32(people) {
        let draw = Int.random(in: 0..<10, using: &random)
        let advocate = UInt32.random(in: 0..<UInt32(advocates), using: &random)
        if draw < 4 { history.append(purchaseBy: person, time: time()) }
        if draw < 2 { history.append(purchaseBy: person, time: time()) }
        if draw == 0 || draw == 5 { history[.code].append(person: person, advocate: advocate, time: time()) }
        if draw == 1 || draw == 6 || draw == 7 {
          history[.click].append(person: person, advocate: advocate, time: time())
        }
        if draw == 8 { history[.referral].append(person: person, advocate: advocate, time: time()) }
      }
    }

    private var visits: [(UInt32, Int64)] {
      [HazardCause.click, .code].flatMap { Array(zip(history[$0].people, history[$0].times)) }
    }

    /// Whoever did anything.
    var known: Set<UInt32> {
      Set(history.buyers).union([HazardCause.click, .code, .referral].flatMap { history[$0].people })
    }

    /// The sums of audiences, of a crowd, and of those who did something, in whatever order they land.
    func sums(seed: UInt64, onlyWhatActs: Bool) throws -> HazardSums {
      var random = Seeded(state: seed)
      var sums = HazardSums(
        strata: HazardStrata(quantiles: HazardShape.usual.strata, of: history.followed), advocates: history.advocates,
        start: history.start)
      let known = known.sorted()
      var numbers: [UInt32: UInt32] = [:]
      var events: [(time: Int64, land: (inout HazardSums) throws -> Void)] = []
      func add(_ time: Int64, _ land: @escaping (inout HazardSums) throws -> Void) { events.append((time, land)) }
      for followed in history.followed {
        add(.min) { try $0.addCrowd(followed: followed, people: 1) }
      }
      // People are numbered in their order.
      for person in known {
        numbers[person] = sums.addPerson(followed: history.followed[Int(person)], isOfCrowd: true)
      }
      let all = numbers
      // What somebody did first, beside seeing posts: what acted before it never matters.
      var firsts: [UInt32: Int64] = [:]
      for (person, time) in Array(zip(history.buyers, history.purchases)) + visits {
        firsts[person] = min(firsts[person] ?? .max, time)
      }
      for (advocate, members) in audiences.enumerated() {
        for cause in [HazardCause.exposure, .secondHandExposure] {
          let those = members.filter { $0.cause == cause }
          let strength = those.reduce(0) { $0 + HazardTouch.sixteenths(ways: $1.ways) }
          for post in posts[advocate] {
            add(post) {
              try $0.addAudience(
                cause, advocate: UInt32(advocate), people: those.count, sixteenths: strength, time: post)
            }
          }
        }
        for member in members {
          guard let person = all[member.person] else { continue }
          for post in posts[advocate] {
            if onlyWhatActs, let first = firsts[member.person],
              first - post >= HazardShape.usual.memory(of: member.cause)
            {
              continue
            }
            add(post) {
              try $0.add(
                member.cause, person: person, advocate: UInt32(advocate), time: post, ways: member.ways,
                isOfAudience: true)
            }
          }
        }
      }
      for cause in [HazardCause.click, .code, .referral] {
        let touches = history[cause]
        for index in touches.times.indices {
          guard let person = all[touches.people[index]] else { continue }
          let (advocate, time) = (touches.advocates[index], touches.times[index])
          add(time) { try $0.add(cause, person: person, advocate: advocate, time: time) }
        }
      }
      for (buyer, time) in zip(history.buyers, history.purchases) {
        guard let person = all[buyer] else { continue }
        add(time) { try $0.add(purchaseBy: person, time: time) }
      }
      // In order of time with the horizon moving along, but for those that land late.
      for index in events.indices where Int.random(in: 0..<3, using: &random) == 0 {
        events[index].time = Int64.random(in: max(history.start, events[index].time)...history.horizon, using: &random)
      }
      events.shuffle(using: &random)
      events.sort { $0.time < $1.time }
      for (time, land) in events {
        if time > sums.horizon { try sums.extend(to: time) }
        try land(&sums)
      }
      try sums.extend(to: history.horizon)
      return sums
    }
  }

  @Test(
    "audiences, a crowd and those who did something give the fit of everybody's exposures, to the bit, in any order",
    arguments: 1...3 as ClosedRange<UInt64>, [false, true])
  func equal(seed: UInt64, onlyWhatActs: Bool) throws {
    let past = Past(seed: seed)
    let whole = try HazardSums(past.history)
    let parts = try past.sums(seed: seed + 100, onlyWhatActs: onlyWhatActs)
    #expect(parts.people < whole.people && parts.touches < whole.touches)
    #expect(parts.peopleAtRisk == whole.peopleAtRisk)
    #expect(parts.touchesAtRisk == whole.touchesAtRisk)
    #expect(parts.exposuresAtRisk == whole.exposuresAtRisk)
    #expect(parts.exposures == whole.exposures)
    let (fit, other) = (try HazardFit(whole), try HazardFit(parts))
    #expect(fit == other)
    // People have other numbers: revenue goes by the time alone.
    func revenue(_ purchase: HazardPurchase) -> Double { Double(purchase.time % 1000) }
    #expect(
      fit.totals(in: whole, repetitions: 2, revenue: revenue)
        == other.totals(in: parts, repetitions: 2, revenue: revenue))
  }

  @Test("who joined late and is taken out of an audience was at risk since then")
  func joined() throws {
    var (apart, within) = (sums(), sums())
    for index in 0..<3 { _ = apart.addPerson(followed: 1, joined: index == 0 ? day(5) : .min) }
    try within.addCrowd(followed: 1, people: 3)
    _ = within.addPerson(followed: 1, joined: day(5), isOfCrowd: true)
    try apart.extend(to: day(8))
    try within.extend(to: day(8))
    for person in 0..<3 as Range<UInt32> { try apart.add(.exposure, person: person, advocate: 0, time: day(4)) }
    try within.add(.exposure, person: 0, advocate: 0, time: day(4), isOfAudience: true)
    try within.addAudience(.exposure, advocate: 0, people: 3, sixteenths: 48, time: day(4))
    try apart.extend(to: day(20))
    try within.extend(to: day(20))
    try apart.add(purchaseBy: 0, time: day(7))
    try within.add(purchaseBy: 0, time: day(7))
    for end in [day(60), day(70), day(100)] {
      try apart.extend(to: end)
      try within.extend(to: end)
      #expect(apart.exposuresAtRisk == within.exposuresAtRisk && apart.peopleAtRisk == within.peopleAtRisk)
    }
    #expect(apart.exposures == within.exposures)
    #expect(within.openAudiences.isEmpty)
  }

  private func sums() -> HazardSums { HazardSums(strata: HazardStrata(edges: []), advocates: 1, start: 0) }

  @Test("audiences of unknown advocates, after the horizon or of fewer than none are refused")
  func faults() throws {
    var sums = sums()
    #expect(throws: HazardFault.unknownAdvocate(1)) {
      try sums.addAudience(.exposure, advocate: 1, people: 1, sixteenths: 16, time: 0)
    }
    #expect(throws: HazardFault.afterHorizon(1)) {
      try sums.addAudience(.exposure, advocate: 0, people: 1, sixteenths: 16, time: 1)
    }
    #expect(throws: HazardFault.absurdTime(.min)) {
      try sums.addAudience(.exposure, advocate: 0, people: 1, sixteenths: 16, time: .min)
    }
    #expect(throws: HazardFault.negative("people")) {
      try sums.addAudience(.exposure, advocate: 0, people: -1, sixteenths: 16, time: 0)
    }
    #expect(throws: HazardFault.negative("people")) { try sums.addCrowd(followed: 1, people: -1) }
  }

  @Test("strata of how many people follow how many are those of the people one by one")
  func strata() {
    var random = Seeded(state: 11)
    for size in [0, 1, 2, 17, 400, 1000] {
      let followed = (0..<size).map { _ in
        UInt32.random(in: 0..<5, using: &random) * UInt32.random(in: 0..<30, using: &random)
      }
      var groups: [(followed: UInt32, people: Int)] = []
      for number in Set(followed) { groups.append((number, followed.count { $0 == number })) }
      #expect(HazardStrata(quantiles: 16, ofGroups: groups) == Self.oneByOne(16, followed))
      #expect(HazardStrata(quantiles: 16, of: followed) == Self.oneByOne(16, followed))
    }
  }

  /// Person by person, as the definition says it.
  private static func oneByOne(_ count: Int, _ followed: [UInt32]) -> HazardStrata {
    let sorted = followed.sorted()
    let half = UInt64(max(1, count / 2))
    let arcs = sorted.reduce(into: UInt64(0)) { $0 += UInt64($1) }
    var edges: Set<UInt32> = []
    var (people, seen) = (UInt64(0), UInt64(0))
    for number in sorted where number < sorted[sorted.count - 1] {
      let before = (people * half / UInt64(sorted.count), arcs > 0 ? seen * half / arcs : 0)
      people += 1
      seen += UInt64(number)
      if people * half / UInt64(sorted.count) > before.0 || (arcs > 0 && seen * half / arcs > before.1) {
        edges.insert(number)
      }
    }
    return HazardStrata(edges: edges.sorted())
  }
}
