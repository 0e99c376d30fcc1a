import SocialGraph

/// Numbers that are the same in every run: SplitMix64.
struct Chance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  mutating func vertex(below count: Int) -> Graph.Vertex { UInt32.random(in: 0..<UInt32(count), using: &self) }

  /// Arcs between people of whom the first have by far the most.
  static func graph(people: Int, arcs: Int, seed: UInt64) -> Graph {
    var chance = Chance(seed: seed)
    var list = ArcList()
    for _ in 0..<arcs {
      let end = chance.vertex(below: people)
      let hub = chance.vertex(below: Int(chance.vertex(below: people)) + 1)
      list.append(from: end, to: chance.vertex(below: Int(hub) + 1))
      list.append(from: hub, to: chance.vertex(below: people))
    }
    return Graph(list, count: people)
  }
}
