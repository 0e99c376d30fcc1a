extension HazardSums {
  /// The sums of a whole history at once.
  public init(_ history: HazardHistory, shape: HazardShape = .usual) throws(HazardFault) {
    guard history.horizon >= history.start else { throw .horizonInThePast(history.horizon) }
    guard history.start.magnitude <= 1 << 61 else { throw .absurdTime(history.start) }
    guard history.buyers.count == history.purchases.count else { throw .unevenArrays("purchases") }
    guard history.joined.isEmpty || history.joined.count == history.followed.count else {
      throw .unevenArrays("people")
    }
    self.init(
      shape: shape, strata: HazardStrata(quantiles: shape.strata, of: history.followed), advocates: history.advocates,
      start: history.start)
    try extend(to: history.horizon)
    for (person, followed) in history.followed.enumerated() {
      _ = addPerson(followed: followed, joined: history.joined.isEmpty ? .min : history.joined[person])
    }
    // Purchases first: then no touch is counted beyond one, to be taken back.
    for (person, time) in zip(history.buyers, history.purchases) { try add(purchaseBy: person, time: time) }
    for cause in HazardCause.allCases {
      let touches = history[cause]
      let count = touches.times.count
      guard touches.people.count == count, touches.advocates.count == count,
        touches.ways.isEmpty || touches.ways.count == count
      else {
        throw .unevenArrays("touches")
      }
      for index in touches.times.indices {
        try add(
          cause, person: touches.people[index], advocate: touches.advocates[index], time: touches.times[index],
          ways: touches.ways.isEmpty ? 1 : touches.ways[index])
      }
    }
  }
}
