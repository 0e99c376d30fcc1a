/// Who sees what whom shares: a directed graph of people numbered from 0, in compressed rows both ways.
package struct Following: Hashable, Sendable {
  /// How many people there are.
  package let people: Int
  private let followerStarts: [Int]
  private let followerList: [Int32]
  private let followedStarts: [Int]
  private let followedList: [Int32]

  /// The graph of `arcs`: `to` sees what `from` shares. Arcs of a person to itself are dropped, doubled ones count once.
  ///
  /// Every end must be 0 to `people` − 1.
  package init(people: Int, arcs: some Sequence<(from: Int32, to: Int32)>) {
    var keys = arcs.lazy.filter { $0.from != $0.to }.map { UInt64(UInt32($0.from)) << 32 | UInt64(UInt32($0.to)) }
      .sorted()
    var kept = 0
    for key in keys where kept == 0 || keys[kept - 1] != key {
      keys[kept] = key
      kept += 1
    }
    keys.removeLast(keys.count - kept)
    self.people = people
    var outward = [Int](repeating: 0, count: people + 1)
    var inward = outward
    for key in keys {
      outward[Int(key >> 32) + 1] += 1
      inward[Int(key & 0xffff_ffff) + 1] += 1
    }
    for person in 0..<people {
      outward[person + 1] += outward[person]
      inward[person + 1] += inward[person]
    }
    var next = inward
    var followed = [Int32](repeating: 0, count: kept)
    for key in keys {
      let to = Int(key & 0xffff_ffff)
      followed[next[to]] = Int32(key >> 32)
      next[to] += 1
    }
    followerStarts = outward
    followerList = keys.map { Int32($0 & 0xffff_ffff) }
    followedStarts = inward
    followedList = followed
  }

  /// How many arcs there are.
  package var arcs: Int { followerList.count }

  /// Who sees what the person shares, ascending.
  package func followers(of person: Int32) -> ArraySlice<Int32> {
    followerList[followerStarts[Int(person)]..<followerStarts[Int(person) + 1]]
  }

  /// Whose shares the person sees, ascending.
  package func followed(by person: Int32) -> ArraySlice<Int32> {
    followedList[followedStarts[Int(person)]..<followedStarts[Int(person) + 1]]
  }
}
