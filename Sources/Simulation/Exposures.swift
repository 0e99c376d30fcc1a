extension Scene {
  /// Who could see each share: followers and followers of followers, each at the fewer hops, never the advocate.
  func exposures(of shares: [World.Share], by advocates: [World.Advocate]) -> [World.Exposure] {
    var likelihoods = [Float](repeating: 0, count: following.people)
    let circles = advocates.map { circle(around: $0.person, likelihoods: &likelihoods) }
    var exposures: [World.Exposure] = []
    exposures.reserveCapacity(shares.reduce(0) { $0 + circles[Int($1.advocate)].count })
    for share in shares {
      for one in circles[Int(share.advocate)] {
        exposures.append(
          World.Exposure(
            person: one.person, advocate: share.advocate, hop: one.hop, likelihood: one.likelihood, time: share.time))
      }
    }
    return exposures
  }

  /// Somebody who could see what an advocate shares.
  private typealias Viewer = (person: Int32, hop: Int32, likelihood: Float)

  /// `likelihoods`: a zero a person, left as it came.
  private func circle(around advocate: Int32, likelihoods: inout [Float]) -> [Viewer] {
    let followers = following.followers(of: advocate)
    var second: [Int32] = []
    for follower in followers {
      let passed = 1 / Float(following.followed(by: follower).count)
      for viewer in following.followers(of: follower) where viewer != advocate {
        if likelihoods[Int(viewer)] == 0 { second.append(viewer) }
        likelihoods[Int(viewer)] += passed
      }
    }
    let direct = Set(followers)
    let viewers: [Viewer] =
      followers.map { ($0, 1, 1) }
      + second.filter { !direct.contains($0) }.sorted().map { ($0, 2, likelihoods[Int($0)]) }
    for viewer in second { likelihoods[Int(viewer)] = 0 }
    return viewers
  }
}
