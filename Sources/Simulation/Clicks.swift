/// All sightings of a world, by person and then by time.
struct SightingsByPerson: Sendable {
  /// A sighting in the world's time.
  struct Seen: Sendable {
    let person: Int32
    /// A place among the advocates.
    let advocate: Int32
    let share: Int32
    let time: Int32
    let resistance: Double
  }

  let all: [Seen]
  private let starts: [Int]

  init(_ scene: Scene, advocates: [World.Advocate]) {
    let horizon = scene.parameters.horizon
    var unordered: [Seen] = []
    for (place, advocate) in advocates.enumerated() {
      let shares = scene.shares(of: advocate.person, before: horizon - advocate.since)
      for sighting in scene.sightings(of: advocate.person, shares: shares) {
        let time = advocate.since &+ sighting.time
        guard time < horizon else { continue }
        unordered.append(
          Seen(
            person: sighting.person, advocate: Int32(place), share: sighting.share, time: time,
            resistance: sighting.resistance))
      }
    }
    var starts = [Int](repeating: 0, count: scene.following.people + 1)
    for seen in unordered { starts[Int(seen.person) + 1] += 1 }
    for person in 0..<scene.following.people { starts[person + 1] += starts[person] }
    var next = starts
    var all = unordered
    for seen in unordered {
      all[next[Int(seen.person)]] = seen
      next[Int(seen.person)] += 1
    }
    for person in 0..<scene.following.people {
      all[starts[person]..<starts[person + 1]].sort {
        ($0.time, $0.advocate, $0.share) < ($1.time, $1.advocate, $1.share)
      }
    }
    self.all = all
    self.starts = starts
  }

  /// What a person saw, earliest first.
  func of(_ person: Int32) -> ArraySlice<Seen> { all[starts[Int(person)]..<starts[Int(person) + 1]] }
}

extension Scene {
  /// Who clicks on what they see: those who are set off and click at all, at once or when they buy; some out of
  /// curiosity; and some who buy anyway, on what they saw last.
  func clicks(
    on sightings: SightingsByPerson, by advocates: [World.Advocate], purchases: [World.Purchase], course: Course,
    persuasion: Double
  ) -> [World.Click] {
    var clicks: [World.Click] = []
    for seen in sightings.all where clicksAtAll(seen.person) {
      let advocate = advocates[Int(seen.advocate)].person
      let chance = chance.of(.share, Int(advocate), Int(seen.share))
      let first = course.firsts[Int(seen.person)]
      var time = seen.time
      if first.advocate == advocate, first.share == seen.share {
        if chance.uniform(.clickAtPurchase, Int(seen.person)) < parameters.clicksAtPurchase {
          time = max(seen.time, first.time - Self.lead(chance.exponential(.clickLead, Int(seen.person))))
        }
      } else if seen.resistance >= persuasion {
        guard chance.uniform(.idle, Int(seen.person)) < parameters.idleClicks else { continue }
      }
      clicks.append(World.Click(person: seen.person, advocate: seen.advocate, time: time))
    }
    for purchase in purchases where purchase.setOffBy == nil || purchase.number > 0 {
      let (person, number) = (Int(purchase.person), Int(purchase.number))
      guard chance.uniform(.along, person, number) < parameters.clicksAlong,
        let seen = sightings.of(purchase.person).last(where: { $0.time <= purchase.time }),
        purchase.time - seen.time <= 30 * 86_400
      else { continue }
      let time = max(seen.time, purchase.time - Self.lead(chance.exponential(.alongLead, person, number)))
      clicks.append(World.Click(person: purchase.person, advocate: seen.advocate, time: time))
    }
    return clicks.sorted { ($0.time, $0.person, $0.advocate) < ($1.time, $1.person, $1.advocate) }
  }

  /// Whether this is somebody who clicks on what others share, and doesn't go to the shop some other way.
  func clicksAtAll(_ person: Int32) -> Bool { chance.uniform(.clicker, Int(person)) >= parameters.unclicked }

  /// Four minutes on average between a click and the purchase that follows it.
  private static func lead(_ exponential: Double) -> Int32 { seconds(240 * exponential) }
}
