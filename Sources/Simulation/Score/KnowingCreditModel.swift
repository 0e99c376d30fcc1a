import Glibc

/// Not a model, but the best that one could do: it knows every rate of the world, and not what went on in anybody.
///
/// Who would buy how often unprompted, how persuasive each advocate is, how likely a post is seen and passed on, how long
/// deciding takes, who clicks and when: all that a fit can only estimate is given. What it must guess as everybody does is
/// whose post, if any, set off a purchase. So what it misplaces, no model can place, whatever it learns, but by luck.
package struct KnowingCreditModel: CreditModel {
  package let name = "knowing all but the cause"

  /// It needs nothing beside a world.
  package init() {}

  package func credits(in evidence: Evidence) -> [Int64] {
    let world = evidence.world
    let posts = KnownPosts(world)
    var clicks: [Int32: [World.Click]] = [:]
    for click in world.clicks { clicks[click.person, default: []].append(click) }
    var first: [Int32: Int32] = [:]
    for purchase in world.purchases where purchase.number == 0 { first[purchase.person] = purchase.time }
    var credits = [Double](repeating: 0, count: world.advocates.count)
    for purchase in world.purchases {
      // What follows from a first purchase is missing where that one would have come later than it.
      let chances = posts.chances(
        of: purchase.person, at: first[purchase.person] ?? purchase.time, clicks: clicks[purchase.person] ?? [],
        until: purchase.number == 0 ? world.parameters.horizon : purchase.time)
      for (advocate, chance) in chances { credits[Int(advocate)] += chance * Double(purchase.net) }
    }
    return credits.map { Int64($0.rounded()) }
  }
}

/// What everybody could see, with how likely each post is seen, and sets off whoever sees it.
private struct KnownPosts {
  private struct Post {
    let advocate: Int32
    let time: Int32
    let seen: Double
    let persuades: Double
  }

  private let world: World
  private var posts: [[Post]]

  init(_ world: World) {
    self.world = world
    let parameters = world.parameters
    var ways: [UInt64: Int] = [:]
    for (place, advocate) in world.advocates.enumerated() {
      for follower in world.following.followers(of: advocate.person) {
        for viewer in world.following.followers(of: follower) { ways[Self.pair(place, viewer), default: 0] += 1 }
      }
    }
    posts = Array(repeating: [], count: world.following.people)
    let passedOn = parameters.sight * parameters.retelling * parameters.sight
    for exposure in world.exposures {
      let advocate = world.advocates[Int(exposure.advocate)]
      guard advocate.person != exposure.person else { continue }
      let along = Double(ways[Self.pair(Int(exposure.advocate), exposure.person)] ?? 0)
      posts[Int(exposure.person)].append(
        Post(
          advocate: exposure.advocate, time: exposure.time,
          seen: exposure.hop == 1 ? parameters.sight : 1 - pow(1 - passedOn, along),
          persuades: min(1, world.persuasion * advocate.persuasiveness)))
    }
  }

  private static func pair(_ advocate: Int, _ person: Int32) -> UInt64 {
    UInt64(advocate) << 32 | UInt64(UInt32(person))
  }

  /// By advocate: the chance that they set off a purchase, and that without them there would be none `until` then.
  func chances(of person: Int32, at time: Int32, clicks: [World.Click], until: Int32) -> [(Int32, Double)] {
    let own = posts[Int(person)]
    let organic = world.scene.organicRates[Int(person)] / 365
    let told = ToldByClicks(clicks, before: time, of: world.parameters)
    var rates: [Double] = []
    var spared: [Double] = []
    // The newest post that they saw is what they click on when they are about to buy anyway.
    var (unseen, seenLast) = (1.0, [Int32: Double]())
    for post in own.sorted(by: { $0.time > $1.time })
    where post.time <= time && time - post.time <= 30 * 86_400 {
      seenLast[post.advocate, default: 0] += unseen * post.seen
      unseen *= 1 - post.seen
    }
    for post in own {
      let chance = post.seen * post.persuades
      let open = 1 - chance * decided(within: time - post.time)
      let rate = chance * deciding(after: time - post.time) / open
      rates.append(rate * told.setOff(by: post.advocate, posted: post.time, seen: post.seen))
      spared.append((1 - chance * decided(within: until - post.time)) / open)
    }
    let nobody = organic * told.anyway(seenLast: seenLast, unseen: unseen)
    let all = rates.reduce(nobody, +)
    guard all > 0 else { return [] }
    let none = spared.reduce(exp(-organic * Double(until - time) / 86_400), *)
    var chances: [Int32: Double] = [:]
    var without: [Int32: Double] = [:]
    for (place, post) in own.enumerated() {
      chances[post.advocate, default: 0] += rates[place] / all
      without[post.advocate, default: none] /= spared[place]
    }
    return chances.map { ($0.key, $0.value * min(1, without[$0.key] ?? 0)) }.sorted { $0.0 < $1.0 }
  }

  /// The median from post to purchase, in days: deciding, after seeing, which takes some hours.
  private var median: Double { world.parameters.medianDelayDays + 0.2 }

  private var spread: Double { max(world.parameters.delaySpread, 1e-3) }

  private func decided(within seconds: Int32) -> Double {
    guard seconds > 0 else { return 0 }
    return 0.5 * erfc(-log(Double(seconds) / 86_400 / median) / spread / 2.0.squareRoot())
  }

  private func deciding(after seconds: Int32) -> Double {
    guard seconds > 0 else { return 0 }
    let days = Double(seconds) / 86_400
    let deviation = log(days / median) / spread
    return exp(-deviation * deviation / 2) / (days * spread * (2 * .pi).squareRoot())
  }
}

/// How much likelier a buyer's clicks are if a post set the purchase off, and if nothing did.
private struct ToldByClicks {
  private let earlier: [World.Click]
  private let last: World.Click?
  private let parameters: Parameters

  /// Clicks within ten times the usual four minutes before a purchase may belong to it.
  init(_ clicks: [World.Click], before time: Int32, of parameters: Parameters) {
    self.parameters = parameters
    let before = clicks.filter { $0.time <= time }
    last = before.last { time - $0.time < 2400 }
    earlier = before.filter { time - $0.time >= 2400 }
  }

  /// If a post set it off: with a click at the purchase, with one on seeing it, or with none.
  func setOff(by advocate: Int32, posted: Int32, seen: Double) -> Double {
    if let last {
      return last.advocate == advocate ? (1 - parameters.unclicked) * parameters.clicksAtPurchase : 0
    }
    let onSeeing = earlier.contains { $0.advocate == advocate && $0.time > posted && $0.time - posted < 3 * 86_400 }
    guard onSeeing else { return earlier.isEmpty ? parameters.unclicked : 0 }
    // Beside a click out of curiosity, which is what it is if something else set the purchase off.
    return (1 - parameters.clicksAtPurchase) / max(seen * parameters.idleClicks, 1e-9)
  }

  /// If nothing did: with a click on the advocate whom they saw last, or with none.
  func anyway(seenLast: [Int32: Double], unseen: Double) -> Double {
    guard let last else { return 1 - parameters.clicksAlong * (1 - unseen) }
    return parameters.clicksAlong * (seenLast[last.advocate] ?? 0)
  }
}
