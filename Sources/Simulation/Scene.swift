import Glibc

/// What is settled before anybody shares or buys: who people are, who follows whom, when who would buy unprompted.
///
/// Everything that happens follows from a scene by addressed draws, so any part of it can be worked out again alone.
struct Scene: Sendable {
  let parameters: Parameters
  let following: Following
  let chance: Chance
  /// When each person would buy without any sharing, in seconds from the start; ``never`` if not before the end.
  let organic: [Int32]
  /// How many times in 365 days each person would do so, if they could more than once: what `organic` is drawn from.
  let organicRates: [Double]
  /// Who shares from the first day on, ascending.
  let initiators: [Int32]

  /// Later than everything.
  static let never = Int32.max

  init(_ parameters: Parameters, following: Following) {
    self.parameters = parameters
    self.following = following
    chance = Chance(seed: parameters.seed)
    organicRates = Self.organicRates(parameters, following: following, chance: chance)
    organic = Self.organic(organicRates, horizon: parameters.horizon, chance: chance)
    initiators = Self.initiators(parameters.advocates, following: following, chance: chance)
  }

  /// How persuasive the person is: around 1, by Gamma(2, 2).
  func persuasiveness(of person: Int32) -> Double {
    (chance.exponential(.persuasiveness, Int(person), 0) + chance.exponential(.persuasiveness, Int(person), 1)) / 2
  }

  /// When the person shares, in seconds after becoming an advocate, all below `end`.
  func shares(of person: Int32, before end: Int32) -> [Int32] {
    guard parameters.sharesAYear > 0 else { return [] }
    let activity = exp(0.8 * chance.normal(.activity, Int(person)) - 0.32)
    let mean = 365 * 86_400 / (parameters.sharesAYear * activity)
    var times: [Int32] = []
    var time = 0.0
    while true {
      time += mean * chance.exponential(.gap, Int(person), times.count)
      guard time < Double(end) else { return times }
      times.append(Int32(time))
    }
  }

  /// Half of those who see a share see it within three hours.
  static func sightDelay(_ normal: Double) -> Int32 { seconds(10_800 * exp(normal)) }

  /// Whole seconds, at least 1, at most what can still be added to a time within a world.
  static func seconds(_ seconds: Double) -> Int32 { Int32(min(max(seconds.rounded(), 1), 0x1p29)) }

  /// Those with more followers are likelier to share: weighted sampling without replacement (Efraimidis, Spirakis
  /// 2006) by how many follow. Who has none comes last.
  private static func initiators(_ count: Int, following: Following, chance: Chance) -> [Int32] {
    let keyed = (0..<following.people).map { person in
      let followers = Double(following.followers(of: Int32(person)).count)
      return (key: chance.exponential(.choice, person) / max(followers, 1e-9), person: Int32(person))
    }
    return keyed.sorted { ($0.key, $0.person) < ($1.key, $1.person) }.prefix(count).map(\.person).sorted()
  }

  private static func organic(_ rates: [Double], horizon: Int32, chance: Chance) -> [Int32] {
    rates.indices.map { person in
      let time = chance.exponential(.organic, person) / rates[person] * 365 * 86_400
      return time < Double(horizon) ? Int32(time) : never
    }
  }

  /// Purchases that come anyway: more from the well-connected, and alike among friends.
  private static func organicRates(_ parameters: Parameters, following: Following, chance: Chance) -> [Double] {
    guard following.people > 0 else { return [] }
    let tastes = tastes(following, chance: chance)
    let weights = (0..<following.people).map { person in
      sqrt(1 + Double(following.followed(by: Int32(person)).count)) * exp(0.7 * tastes[person])
    }
    var (low, high) = (0.0, 1.0)
    func share(_ scale: Double) -> Double {
      weights.reduce(0) { $0 + 1 - exp(-scale * $1) } / Double(weights.count)
    }
    while share(high) < parameters.organic { high *= 2 }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if share(middle) < parameters.organic { low = middle } else { high = middle }
    }
    return weights.map { high * $0 }
  }

  /// A number a person, mean 0 and variance 1, alike among those who follow each other: what somebody likes comes from
  /// those around as much as from within, and what these like likewise.
  private static func tastes(_ following: Following, chance: Chance) -> [Double] {
    let own = (0..<following.people).map { chance.normal(.taste, $0) }
    var tastes = own
    for _ in 0..<3 {
      tastes = standardised(
        own.indices.map { person in
          let followers = following.followers(of: Int32(person))
          let followed = following.followed(by: Int32(person))
          let count = followers.count + followed.count
          guard count > 0 else { return own[person] }
          // Divided by the root: a mean of many who like this and that would leave those with many friends no taste.
          let sum = followers.reduce(0) { $0 + tastes[Int($1)] } + followed.reduce(0) { $0 + tastes[Int($1)] }
          return own[person] + sum / sqrt(Double(count))
        })
    }
    return tastes
  }

  private static func standardised(_ values: [Double]) -> [Double] {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let spread = sqrt(values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count)
    return values.map { ($0 - mean) / max(spread, 1e-9) }
  }
}
