import Glibc

/// Somebody sees a share of an advocate, for the first time.
struct Sighting: Sendable {
  /// Who sees it.
  let person: Int32
  /// Which of the advocate's shares.
  let share: Int32
  /// When, in seconds after the advocate began to share.
  let time: Int32
  /// By persuasion above this the person is set off to buy; see ``Scene/sightings(of:shares:)``.
  let resistance: Double
}

extension Scene {
  /// The shares of an advocate, seen: by followers, and by the followers of those who retell.
  ///
  /// Whoever sees a share is set off by it with the chance persuasion × persuasiveness of the advocate: when the drawn
  /// number, divided by the persuasiveness, is below the persuasion that is common to the world. That quotient is kept,
  /// as the resistance. The advocate never sees the own shares.
  ///
  /// - Parameter shares: when the advocate shares, in seconds after beginning to.
  func sightings(of advocate: Int32, shares: [Int32]) -> [Sighting] {
    let persuasiveness = persuasiveness(of: advocate)
    var sightings: [Sighting] = []
    for (number, shared) in shares.enumerated() {
      let chance = chance.of(.share, Int(advocate), number)
      func see(_ person: Int32, at time: Int32) {
        sightings.append(
          Sighting(
            person: person, share: Int32(number), time: time,
            resistance: chance.uniform(.persuasion, Int(person)) / persuasiveness))
      }
      var retold: [Int32: Int32] = [:]
      var direct: Set<Int32> = [advocate]
      for follower in following.followers(of: advocate)
      where chance.uniform(.sight, Int(follower)) < parameters.sight {
        let time = shared &+ Self.sightDelay(chance.normal(.sightDelay, Int(follower)))
        see(follower, at: time)
        direct.insert(follower)
        guard chance.uniform(.retold, Int(follower)) < parameters.retelling else { continue }
        for viewer in following.followers(of: follower)
        where chance.uniform(.retoldSight, Int(follower), Int(viewer)) < parameters.sight {
          let later = time &+ Self.sightDelay(chance.normal(.retoldDelay, Int(follower), Int(viewer)))
          retold[viewer] = min(later, retold[viewer] ?? Self.never)
        }
      }
      for (viewer, time) in retold.sorted(by: { $0.key < $1.key }) where !direct.contains(viewer) {
        see(viewer, at: time)
      }
    }
    return sightings
  }

  /// How long after the sighting of the advocate's share the person buys, if set off by it.
  func decisionDelay(of person: Int32, share: Int32, by advocate: Int32) -> Int32 {
    let normal = chance.of(.share, Int(advocate), Int(share)).normal(.decision, Int(person))
    return Self.seconds(parameters.medianDelayDays * 86_400 * exp(parameters.delaySpread * normal))
  }

  /// Whether a buyer goes on to share.
  func becomesAdvocate(_ person: Int32) -> Bool {
    chance.uniform(.recruited, Int(person)) < parameters.recruits
  }
}
