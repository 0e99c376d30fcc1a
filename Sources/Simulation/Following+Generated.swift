import Glibc

extension Following {
  /// A graph with a few who are followed by very many, and people who mostly follow their own kind.
  ///
  /// How many somebody follows is log-normal around six; whom is drawn by popularity (a power law over the people's
  /// numbers, the lowest the most popular), every other time from the own community of about 200 people.
  ///
  /// - Parameters:
  ///   - people: how many, 0 or more.
  ///   - seed: the same seed makes the same graph.
  package static func generated(people: Int, seed: UInt64) -> Following {
    guard people > 1 else { return Following(people: people, arcs: []) }
    let chance = Chance(seed: seed)
    let communities = max(1, people / 200)
    let community = (0..<people).map { Int(chance.bits(.community, $0) % UInt64(communities)) }
    var members = [[Int32]](repeating: [], count: communities)
    for person in 0..<people { members[community[person]].append(Int32(person)) }

    var arcs: [(from: Int32, to: Int32)] = []
    arcs.reserveCapacity(people * 7)
    for person in 0..<people {
      let count = min(Int((6 * exp(chance.normal(.follows, person) - 0.5)).rounded()), 1000, people - 1)
      let own = members[community[person]]
      for number in 0..<count {
        let draw = chance.uniform(.followed, person, number)
        let from =
          if draw < 0.5 {
            own[place(draw * 2, of: own.count)]
          } else {
            Int32(place((draw - 0.5) * 2, of: people))
          }
        arcs.append((from, Int32(person)))
      }
    }
    return Following(people: people, arcs: arcs)
  }

  /// A place by popularity: the chance falls as the place to the power of −0.6.
  private static func place(_ draw: Double, of count: Int) -> Int {
    min(Int(pow(draw, 2.5) * Double(count)), count - 1)
  }
}
