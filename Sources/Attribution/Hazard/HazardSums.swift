/// What the hazard model learns from, kept up to date as clicks, shares and sales land.
///
/// Beside the events themselves these are sums of time at risk: how long people of each stratum could have bought,
/// and how long touches of each cause and age, by each advocate and along every way, could have set a purchase off. The sums are whole
/// microseconds, so the order in which events land does not matter: the fit is that of the whole history, to the bit.
///
/// Nobody need tell of everybody, for the time at risk of posts does not depend on who saw them until somebody buys. Of an
/// advocate a, the exposures at one hand are, in each cell of ages from e to e′,
///
///     R(a, cell) = S(a) · Σ over posts at t of |[t + e, t + e′) ∩ [start, horizon)|
///                − Σ over buyers b in the audience, s(b) · Σ over posts of |[t + e, t + e′) ∩ [first of b, horizon)|
///
/// where s is the strength of a person in sixteenths (see ``HazardTouch/sixteenths(ways:)``) and S its sum over the
/// audience. So there are two ways to tell the same: each exposure of each person by ``add(_:person:advocate:time:ways:isOfAudience:)``;
/// or the posts, with the size of their audience, by ``addAudience(_:advocate:people:sixteenths:time:)``, and then of
/// exposures only those whose person bought, clicked or used a code, marked as part of that audience. Likewise people
/// come one by one, by ``addPerson(followed:joined:isOfCrowd:)``, or as a crowd, by ``addCrowd(followed:people:)``. Of many
/// people a part may be told of, with audiences and crowds divided by as much: then the sums are right on average.
public struct HazardSums: Sendable {
  /// Ages of the kernels.
  public let shape: HazardShape
  /// The strata: the most that people of each stratum but the last follow.
  public let strata: HazardStrata
  /// From when on purchases were recorded.
  public let start: Int64
  /// Until when everything is recorded.
  public internal(set) var horizon: Int64
  /// How many advocates there are.
  public internal(set) var advocates: Int

  /// By person.
  var stratum: [UInt8] = []
  var joined: [Int64] = []
  var first: [Int64] = []
  var newestTouch: [Int32] = []
  var visited: [Bool] = []
  /// By touch; `previous` is the person's touch before it in order of landing.
  var touchPerson: [UInt32] = []
  var touchAdvocate: [UInt32] = []
  var touchTime: [Int64] = []
  var touchWays: [UInt16] = []
  var touchCause: [HazardCause] = []
  var previous: [Int32] = []
  /// Purchases after a person's first, in order of landing.
  var repeats: [HazardPurchase] = []
  /// Touches and people whose time at risk still grows when the horizon moves.
  var open: [Int32] = []
  var openPeople: [Int32] = []
  /// Posts of which the time at risk of the audience still grows when the horizon moves.
  var openAudiences: [Audience] = []
  /// By stratum, how many people there are of whom nothing more is told.
  var crowd: [Int64]
  /// How many times posts could be seen, counted by person.
  var exposures = 0
  /// Time at risk in microseconds: by stratum, and by cell; exposures' cells by advocate.
  var peopleAtRisk: [Int128]
  var touchesAtRisk: [Int128]
  var exposuresAtRisk: [Int128]

  /// Nobody and nothing yet, recorded from `start` on.
  public init(shape: HazardShape = .usual, strata: HazardStrata, advocates: Int, start: Int64) {
    self.shape = shape
    self.strata = strata
    self.start = start
    self.advocates = advocates
    horizon = start
    crowd = Array(repeating: 0, count: strata.count)
    peopleAtRisk = Array(repeating: 0, count: strata.count)
    touchesAtRisk = Array(repeating: 0, count: shape.cells)
    exposuresAtRisk = Array(repeating: 0, count: advocates * shape.cells)
  }

  /// A post as those could see it of whom nothing else is told.
  struct Audience: Sendable {
    let cause: HazardCause
    let advocate: UInt32
    let time: Int64
    /// The strength of all of them together; negative for one who is told of after all.
    let sixteenths: Int64
  }

  /// How many people there are of whom more is told than that they are there.
  public var people: Int { stratum.count }

  /// How many touches have landed.
  public var touches: Int { touchTime.count }

  /// Until when a person could have bought for the first time.
  func end(of person: Int) -> Int64 { min(first[person], horizon) }

  /// One more advocate; its number.
  public mutating func addAdvocate() -> UInt32 {
    exposuresAtRisk.append(contentsOf: repeatElement(0, count: shape.cells))
    advocates += 1
    return UInt32(advocates - 1)
  }

  /// More people who follow so many, could have bought since the start, and have neither bought nor touched anything but
  /// as parts of audiences.
  public mutating func addCrowd(followed: UInt32, people: Int) throws(HazardFault) {
    guard people >= 0 else { throw .negative("people") }
    join(Int(strata.stratum(of: followed)), people: Int64(people))
  }

  private mutating func join(_ stratum: Int, people: Int64) {
    crowd[stratum] += people
    peopleAtRisk[stratum] += Int128(people) * Int128(horizon - start)
  }

  /// One more person, who follows so many and could have bought since `joined`; its number.
  /// - Parameter isOfCrowd: whether a crowd holds this person already, now or later: then this takes it out of there.
  public mutating func addPerson(followed: UInt32, joined: Int64 = .min, isOfCrowd: Bool = false) -> UInt32 {
    let person = stratum.count
    if isOfCrowd { join(Int(strata.stratum(of: followed)), people: -1) }
    stratum.append(strata.stratum(of: followed))
    self.joined.append(max(joined, start))
    first.append(.max)
    newestTouch.append(-1)
    visited.append(false)
    openPeople.append(Int32(person))
    peopleAtRisk[Int(stratum[person])] += Int128(max(0, horizon - self.joined[person]))
    return UInt32(person)
  }

  /// A post landed, late perhaps, but not after the horizon; or more people have come to see one that landed before.
  /// - Parameters:
  ///   - cause: at which hand these people could see it.
  ///   - people: how many they are.
  ///   - sixteenths: the sum of what each of them counts, by ``HazardTouch/sixteenths(ways:)``.
  public mutating func addAudience(
    _ cause: HazardCause, advocate: UInt32, people: Int, sixteenths: Int64, time: Int64
  ) throws(HazardFault) {
    precondition(cause.isExposure, "only posts have an audience")
    guard people >= 0, sixteenths >= 0 else { throw .negative("people") }
    try check(time: time)
    guard advocate < advocates else { throw .unknownAdvocate(advocate) }
    exposures += people
    add(Audience(cause: cause, advocate: advocate, time: time, sixteenths: sixteenths))
  }

  private mutating func add(_ audience: Audience) {
    count(audience, from: start, to: horizon)
    if isYoung(audience.cause, audience.time) { openAudiences.append(audience) }
  }

  /// A touch landed, late perhaps, but not after the horizon: ``extend(to:)`` comes first.
  /// - Parameter isOfAudience: whether it is an exposure that an audience holds already, now or later: then this takes it
  ///   out of there.
  public mutating func add(
    _ cause: HazardCause, person: UInt32, advocate: UInt32, time: Int64, ways: UInt16 = 1, isOfAudience: Bool = false
  ) throws(HazardFault) {
    precondition(!isOfAudience || cause.isExposure, "only posts have an audience")
    try check(person: person, time: time)
    guard advocate < advocates else { throw .unknownAdvocate(advocate) }
    if isOfAudience {
      add(Audience(cause: cause, advocate: advocate, time: time, sixteenths: -HazardStrength.sixteenths(ways: ways)))
    } else if cause.isExposure {
      exposures += 1
    }
    let touch = touchTime.count
    touchPerson.append(person)
    touchAdvocate.append(advocate)
    touchTime.append(time)
    touchWays.append(ways)
    touchCause.append(cause)
    previous.append(newestTouch[Int(person)])
    newestTouch[Int(person)] = Int32(touch)
    if cause.isVisit { visited[Int(person)] = true }
    count(touch, from: joined[Int(person)], to: end(of: Int(person)), sign: 1)
    if isOpen(touch) { open.append(Int32(touch)) }
  }

  /// A purchase landed, late perhaps, but not after the horizon. One earlier than the person's first so far takes its
  /// place, and that one becomes a repeat.
  public mutating func add(purchaseBy person: UInt32, time: Int64) throws(HazardFault) {
    try check(person: person, time: time)
    let index = Int(person)
    guard time < first[index] else {
      repeats.append(HazardPurchase(person: person, time: time))
      return
    }
    if first[index] != .max { repeats.append(HazardPurchase(person: person, time: first[index])) }
    // Nobody can buy for the first time after having done so: take back what was counted beyond.
    let (from, to) = (max(time, joined[index]), end(of: index))
    peopleAtRisk[Int(stratum[index])] -= Int128(max(0, to - from))
    forEachTouch(of: index) { sums, touch in sums.count(touch, from: from, to: to, sign: -1) }
    first[index] = time
  }

  /// Everything until `horizon` has landed, and nobody bought but those who are said to have.
  public mutating func extend(to horizon: Int64) throws(HazardFault) {
    guard horizon >= self.horizon else { throw .horizonInThePast(horizon) }
    guard horizon <= Self.latest else { throw .absurdTime(horizon) }
    let from = self.horizon
    self.horizon = horizon
    openPeople = openPeople.filter { first[Int($0)] == .max }
    for person in openPeople {
      peopleAtRisk[Int(stratum[Int(person)])] += Int128(max(0, horizon - max(from, joined[Int(person)])))
    }
    for touch in open {
      let person = Int(touchPerson[Int(touch)])
      count(Int(touch), from: max(from, joined[person]), to: end(of: person), sign: 1)
    }
    open = open.filter { isOpen(Int($0)) }
    for (stratum, people) in crowd.enumerated() { peopleAtRisk[stratum] += Int128(people) * Int128(horizon - from) }
    for audience in openAudiences { count(audience, from: from, to: horizon) }
    openAudiences = openAudiences.filter { isYoung($0.cause, $0.time) }
  }

  /// A quarter of what times can hold: sums and differences of two never overflow.
  private static let latest: Int64 = 1 << 61

  private func check(person: UInt32, time: Int64) throws(HazardFault) {
    guard person < people else { throw .unknownPerson(person) }
    try check(time: time)
  }

  private func check(time: Int64) throws(HazardFault) {
    guard time <= horizon else { throw .afterHorizon(time) }
    guard time.magnitude <= Self.latest.magnitude else { throw .absurdTime(time) }
  }

  /// Whether a touch gathers more time at risk when the horizon moves.
  private func isOpen(_ touch: Int) -> Bool {
    first[Int(touchPerson[touch])] == .max && isYoung(touchCause[touch], touchTime[touch])
  }

  private func isYoung(_ cause: HazardCause, _ time: Int64) -> Bool { horizon - time < shape.memory(of: cause) }

  private mutating func forEachTouch(of person: Int, _ body: (inout HazardSums, Int) -> Void) {
    var touch = newestTouch[person]
    while touch >= 0 {
      body(&self, Int(touch))
      touch = previous[Int(touch)]
    }
  }

  /// Adds the time at risk of an audience between two moments.
  private mutating func count(_ audience: Audience, from: Int64, to: Int64) {
    let base = Int(audience.advocate) * shape.cells
    shape.overlaps(of: audience.cause, at: audience.time, from: from, to: to) { cell, duration in
      exposuresAtRisk[base + cell] += Int128(audience.sixteenths) * Int128(duration)
    }
  }

  /// Adds a touch's time at risk between two moments to its cells, or takes it away.
  private mutating func count(_ touch: Int, from: Int64, to: Int64, sign: Int128) {
    let cause = touchCause[touch]
    let time = touchTime[touch]
    let weight = sign * Int128(HazardStrength.sixteenths(ways: touchWays[touch]))
    let base = cause.isExposure ? Int(touchAdvocate[touch]) * shape.cells : 0
    shape.overlaps(of: cause, at: time, from: from, to: to) { cell, duration in
      if cause.isExposure {
        exposuresAtRisk[base + cell] += weight * Int128(duration)
      } else {
        touchesAtRisk[cell] += weight * Int128(duration)
      }
    }
  }
}

/// Somebody bought.
public struct HazardPurchase: Hashable, Sendable {
  /// Who.
  public let person: UInt32
  /// When, in microseconds since 1970.
  public let time: Int64

  /// That person bought at that time.
  public init(person: UInt32, time: Int64) {
    self.person = person
    self.time = time
  }
}
