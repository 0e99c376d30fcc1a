package import Attribution

/// What a company could know of a world, by person: their clicks, and the shares that they could see.
package struct Evidence: Sendable {
  /// An advocate's place in ``World/advocates``; a touch's place among the person's own.
  package typealias Journey = Attribution.Journey<Int32, Int>

  /// The world.
  package let world: World
  private let touches: [Attribution.Touch<Int32, Int>]
  private let starts: [Int]

  /// What can be known of `world`.
  package init(_ world: World) {
    self.world = world
    var starts = [Int](repeating: 0, count: world.following.people + 1)
    for click in world.clicks { starts[Int(click.person) + 1] += 1 }
    for exposure in world.exposures { starts[Int(exposure.person) + 1] += 1 }
    for person in 0..<world.following.people { starts[person + 1] += starts[person] }
    var next = starts
    let none = Attribution.Touch<Int32, Int>(id: 0, advocate: 0, time: 0)
    var touches = [Attribution.Touch<Int32, Int>](repeating: none, count: starts[world.following.people])
    func put(_ person: Int32, _ advocate: Int32, _ time: Int32, _ kind: TouchKind) {
      let place = next[Int(person)]
      touches[place] = Attribution.Touch(id: place, advocate: advocate, time: Int64(time) * 1_000_000, kind: kind)
      next[Int(person)] += 1
    }
    for exposure in world.exposures {
      let kind = TouchKind.exposure(hop: Int(exposure.hop), likelihood: Double(exposure.likelihood))
      put(exposure.person, exposure.advocate, exposure.time, kind)
    }
    for click in world.clicks { put(click.person, click.advocate, click.time, .click) }
    self.touches = touches
    self.starts = starts
  }

  /// Every purchase with its journey; nobody is credited for their own purchase.
  ///
  /// - Parameter window: in microseconds.
  package func journeys(window: Int64) -> some Sequence<(purchase: World.Purchase, journey: Journey)> {
    world.purchases.lazy.map { purchase in
      let own = touches[starts[Int(purchase.person)]..<starts[Int(purchase.person) + 1]]
      let others = own.lazy.filter { world.advocates[Int($0.advocate)].person != purchase.person }
      return (purchase, Journey(touches: others, conversion: Int64(purchase.time) * 1_000_000, window: window))
    }
  }
}
