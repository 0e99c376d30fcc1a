/// What nobody knows in life: what would be missing.
enum Truth {
  /// By advocate, the revenue that is missing in the counterfactual world without their shares; marks the purchases
  /// that would not have happened.
  static func missing(
    _ advocates: [World.Advocate], in course: Course, of scene: Scene, purchases: inout [World.Purchase]
  ) -> [Int64] {
    var dependents: [Int32: [Int32]] = [:]
    for (person, first) in course.firsts.enumerated() where first.advocate != Course.First.unprompted {
      dependents[first.advocate, default: []].append(Int32(person))
    }
    let reaching = PersuasionsByPerson(course, advocates: advocates)
    // The number of purchases that the one who set a customer off did not cause.
    var kept: [Int32: Int32] = [:]
    let missing = advocates.map { advocate in
      let without = Counterfactual(
        without: advocate.person, in: course, of: scene, dependents: dependents, reaching: reaching.of)
      // Whole numbers: the sum is the same in any order.
      return without.changed.reduce(into: Int64(0)) { sum, change in
        let there = scene.customer(change.key, from: change.value.time)
        sum += scene.customer(change.key, from: course.firsts[Int(change.key)].time).net - there.net
        if course.firsts[Int(change.key)].advocate == advocate.person { kept[change.key] = there.count }
      }
    }
    for place in purchases.indices {
      guard let count = kept[purchases[place].person], purchases[place].number >= count else { continue }
      purchases[place].causedBy = purchases[place].setOffBy
    }
    return missing
  }
}

/// What would have set somebody off, by person.
private struct PersuasionsByPerson {
  private var all: [Persuasion]
  private var starts: [Int]

  init(_ course: Course, advocates: [World.Advocate]) {
    let unordered = advocates.flatMap { course.persuasions[$0.person] ?? [] }
    starts = [Int](repeating: 0, count: course.firsts.count + 1)
    for one in unordered { starts[Int(one.person) + 1] += 1 }
    for person in course.firsts.indices { starts[person + 1] += starts[person] }
    all = unordered
    var next = starts
    for one in unordered {
      all[next[Int(one.person)]] = one
      next[Int(one.person)] += 1
    }
  }

  func of(_ person: Int32) -> ArraySlice<Persuasion> { all[starts[Int(person)]..<starts[Int(person) + 1]] }
}
