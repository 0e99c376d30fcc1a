package import Attribution

/// The additive hazard: fitted to the world it is to credit, from what a company can know of it.
package struct HazardCreditModel: CreditModel {
  package let name = "hazard"

  /// The model with its usual shape.
  package init() {}

  package func credits(in evidence: Evidence) throws(Refusal) -> [Int64] {
    try totals(in: evidence, repetitions: 0).map { Int64($0.credit.rounded()) }
  }

  package func claims(in evidence: Evidence) throws(Refusal) -> Claims {
    let totals = try totals(in: evidence, repetitions: 30)
    return Claims(credits: totals.map { Int64($0.credit.rounded()) }, intervals: totals.map { $0.low...$0.high })
  }

  private func totals(in evidence: Evidence, repetitions: Int) throws(Refusal) -> [HazardTotal] {
    let world = evidence.world
    do {
      let sums = try HazardSums(HazardHistory(world))
      var revenue: [HazardPurchase: Double] = [:]
      for purchase in world.purchases {
        let key = HazardPurchase(person: UInt32(purchase.person), time: HazardHistory.time(purchase.time))
        revenue[key, default: 0] += Double(purchase.net)
      }
      return try HazardFit(sums).totals(in: sums, repetitions: repetitions) { revenue[$0] ?? 0 }
    } catch {
      throw Refusal("\(error)")
    }
  }
}

extension HazardHistory {
  /// What can be known of a world: people, clicks, who could see what and along how many ways, and purchases.
  package init(_ world: World) {
    let following = world.following
    self.init(
      followed: (0..<following.people).map { UInt32(following.followed(by: Int32($0)).count) },
      advocates: world.advocates.count, start: 0, horizon: Self.time(world.parameters.horizon))
    var ways: [UInt64: UInt16] = [:]
    for (place, advocate) in world.advocates.enumerated() {
      for follower in following.followers(of: advocate.person) {
        for viewer in following.followers(of: follower) {
          let number = ways[Self.pair(place, viewer), default: 0]
          ways[Self.pair(place, viewer)] = number == .max ? .max : number + 1
        }
      }
    }
    for exposure in world.exposures where world.advocates[Int(exposure.advocate)].person != exposure.person {
      self[exposure.hop == 1 ? .exposure : .secondHandExposure].append(
        person: UInt32(exposure.person), advocate: UInt32(exposure.advocate), time: Self.time(exposure.time),
        ways: exposure.hop == 1 ? 1 : ways[Self.pair(Int(exposure.advocate), exposure.person)] ?? 1)
    }
    for click in world.clicks where world.advocates[Int(click.advocate)].person != click.person {
      self[.click].append(
        person: UInt32(click.person), advocate: UInt32(click.advocate), time: Self.time(click.time))
    }
    for purchase in world.purchases {
      append(purchaseBy: UInt32(purchase.person), time: Self.time(purchase.time))
    }
  }

  static func time(_ seconds: Int32) -> Int64 { Int64(seconds) * 1_000_000 }

  private static func pair(_ advocate: Int, _ person: Int32) -> UInt64 {
    UInt64(advocate) << 32 | UInt64(UInt32(person))
  }
}
