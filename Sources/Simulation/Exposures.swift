extension Scene {
  /// Who could see each share: followers and followers of followers, each at the fewer hops, never the advocate.
  func exposures(of shares: [World.Share], by advocates: [World.Advocate]) -> [World.Exposure] {
    var mark = [Int32](repeating: -1, count: following.people)
    let circles = advocates.enumerated().map { place, advocate in
      circle(around: advocate.person, mark: &mark, as: Int32(place))
    }
    var exposures: [World.Exposure] = []
    exposures.reserveCapacity(shares.reduce(0) { $0 + circles[Int($1.advocate)].count })
    for share in shares {
      for (person, hop) in circles[Int(share.advocate)] {
        exposures.append(World.Exposure(person: person, advocate: share.advocate, hop: hop, time: share.time))
      }
    }
    return exposures
  }

  private func circle(around advocate: Int32, mark: inout [Int32], as place: Int32) -> [(person: Int32, hop: Int32)] {
    mark[Int(advocate)] = place
    let followers = following.followers(of: advocate)
    for follower in followers { mark[Int(follower)] = place }
    var second: [Int32] = []
    for follower in followers {
      for viewer in following.followers(of: follower) where mark[Int(viewer)] != place {
        mark[Int(viewer)] = place
        second.append(viewer)
      }
    }
    return followers.map { ($0, 1) } + second.sorted().map { ($0, 2) }
  }
}
