/// A world where the truth is known: people, who follows whom, what advocates shared, who clicked and who bought, as a
/// company could know it; and what is known to nobody in life: what set a purchase off, and what would be missing
/// without an advocate.
///
/// The same parameters and graph make the same world, bit for bit. Times are whole seconds from the world's start;
/// `days` gives them in days.
package struct World: Sendable {
  /// Somebody who shares.
  package struct Advocate: Sendable, Equatable {
    /// Who.
    package let person: Int32
    /// Since when: 0, or when a purchase made an advocate of a buyer.
    package let since: Int32
    /// The advocate (a place in ``World/advocates``) whose share had set that purchase off, if one had.
    package let recruiter: Int32?
    /// How persuasive, around 1.
    package let persuasiveness: Double
  }

  /// An advocate posted something.
  package struct Share: Sendable, Equatable {
    /// A place in ``World/advocates``.
    package let advocate: Int32
    /// How many this one shared before.
    package let number: Int32
    /// When.
    package let time: Int32
    /// In days.
    package var days: Double { Double(time) / 86_400 }
  }

  /// Somebody within two hops could see a share. Whether they did, nobody knows.
  package struct Exposure: Sendable, Equatable {
    /// Who could see it.
    package let person: Int32
    /// Whose it is: a place in ``World/advocates``.
    package let advocate: Int32
    /// 1 for a follower, 2 for a follower of a follower.
    package let hop: Int32
    /// How likely it came this way, beside the other exposures of the same person: 1 from somebody they follow; from a
    /// hop further, the sum over those between of 1 ÷ how many these follow (credit distribution; Goyal, Bonchi,
    /// Lakshmanan 2011).
    package let likelihood: Float
    /// When it was posted.
    package let time: Int32
    /// In days.
    package var days: Double { Double(time) / 86_400 }
  }

  /// Somebody came through an advocate's link.
  package struct Click: Sendable, Equatable {
    /// Who.
    package let person: Int32
    /// Whose link: a place in ``World/advocates``.
    package let advocate: Int32
    /// When.
    package let time: Int32
    /// In days.
    package var days: Double { Double(time) / 86_400 }
  }

  /// Somebody bought.
  package struct Purchase: Sendable, Equatable {
    /// Who.
    package let person: Int32
    /// How many times before.
    package let number: Int32
    /// When.
    package let time: Int32
    /// What was paid, in minor units.
    package let amount: Int64
    /// What was paid back later, at most the amount.
    package let refunded: Int64
    /// When that was; the purchase's time if nothing was.
    package let refundTime: Int32
    /// Truth: whose share set the customer off (a place in ``World/advocates``), if anybody's did.
    package internal(set) var setOffBy: Int32?
    /// Truth: the same one, if the purchase would not have happened without their shares.
    package internal(set) var causedBy: Int32?
    /// What is left, in minor units.
    package var net: Int64 { amount - refunded }
    /// In days.
    package var days: Double { Double(time) / 86_400 }
  }

  /// What it was made of.
  package let parameters: Parameters
  /// The people and who sees what whom shares.
  package let following: Following
  /// Who shares: those of the first day by person, then buyers who became advocates, as they did.
  package let advocates: [Advocate]
  /// By time, then by advocate.
  package let shares: [Share]
  /// In the order of the shares; of one share, by hop and by person.
  package let exposures: [Exposure]
  /// By time, then by person and advocate.
  package let clicks: [Click]
  /// By time, then by person.
  package private(set) var purchases: [Purchase]
  /// Truth: by advocate, the revenue net of refunds that is missing in the same world without their shares.
  package let missing: [Int64]

  let scene: Scene
  let course: Course
  let persuasion: Double

  /// How long the world goes on, in days.
  package var days: Double { Double(parameters.days) }

  /// Makes the world of these parameters on this graph, or names the parameter that cannot be used.
  package init(_ parameters: Parameters, following: Following) throws(Parameters.Invalid) {
    try parameters.validate(people: following.people)
    let scene = Scene(parameters, following: following)
    let persuasion = scene.persuasion()
    let course = Course(scene, persuasion: persuasion)
    let places = Places(scene.initiators + course.recruits.map(\.person))
    let advocates =
      scene.initiators.map { scene.advocate($0, since: 0, recruiter: nil) }
      + course.recruits.map { start in
        scene.advocate(
          start.person, since: start.time, recruiter: places[course.firsts[Int(start.person)].advocate])
      }
    let shares = scene.shares(of: advocates)
    let sightings = SightingsByPerson(scene, advocates: advocates)
    var purchases = scene.purchases(in: course, places: places)
    let clicks = scene.clicks(
      on: sightings, by: advocates, purchases: purchases, course: course, persuasion: persuasion)
    self.missing = Truth.missing(advocates, in: course, of: scene, purchases: &purchases)
    self.parameters = parameters
    self.following = following
    self.advocates = advocates
    self.shares = shares
    self.exposures = scene.exposures(of: shares, by: advocates)
    self.clicks = clicks
    self.purchases = purchases
    self.scene = scene
    self.course = course
    self.persuasion = persuasion
  }

  /// What all purchases come to net of refunds, in minor units.
  package var revenue: Int64 { purchases.reduce(0) { $0 + $1.net } }

  /// The revenue of the whole world run again from the beginning without one advocate's shares: what ``missing`` says,
  /// worked out the long way.
  package func revenue(without advocate: Int) -> Int64 {
    let course = Course(scene, persuasion: persuasion, without: advocates[advocate].person)
    return scene.purchases(in: course, places: Places([])).reduce(0) { $0 + $1.net }
  }
}

/// Where advocates stand in a list of people.
struct Places: Sendable {
  private let places: [Int32: Int32]
  init(_ people: [Int32]) {
    places = Dictionary(uniqueKeysWithValues: zip(people, 0..<Int32(people.count)))
  }
  subscript(person: Int32) -> Int32? { places[person] }
}

extension Scene {
  fileprivate func advocate(_ person: Int32, since: Int32, recruiter: Int32?) -> World.Advocate {
    World.Advocate(
      person: person, since: since, recruiter: recruiter, persuasiveness: persuasiveness(of: person))
  }

  fileprivate func shares(of advocates: [World.Advocate]) -> [World.Share] {
    advocates.enumerated().flatMap { place, advocate in
      shares(of: advocate.person, before: parameters.horizon - advocate.since).enumerated().map { number, time in
        World.Share(advocate: Int32(place), number: Int32(number), time: advocate.since + time)
      }
    }.sorted { ($0.time, $0.advocate, $0.number) < ($1.time, $1.advocate, $1.number) }
  }
}
