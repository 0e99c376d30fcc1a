/// A world as files: what a company could know of it in lines of JSON, fields named as in the API, and the truth as CSV.
package enum WorldFile: String, CaseIterable, Sendable {
  /// Everybody.
  case people
  /// One an advocate.
  case links
  /// Who sees what whom shares.
  case graph
  /// What advocates posted.
  case shares
  /// Through whose link, by which browser.
  case clicks
  /// What was bought.
  case conversions
  /// What was paid back.
  case reversals
  /// By advocate: what would be missing without them.
  case truth
  /// By conversion: who set it off, and whether it would be missing without them.
  case causes

  /// Its name in a folder.
  package var name: String {
    switch self {
    case .truth, .causes: "\(rawValue).csv"
    default: "\(rawValue).ndjson"
    }
  }

  /// Tells `take` every line, without its end.
  ///
  /// - Parameter names: the people's external ids, one a person; what CSV would have to quote is quoted.
  package func forEachLine<Failure: Error>(
    of world: World, names: [String], _ take: (String) throws(Failure) -> Void
  ) throws(Failure) {
    let lines = WorldLines(world, names: names)
    switch self {
    case .people: for person in 0..<world.following.people { try take(lines.person(Int32(person))) }
    case .links: for advocate in world.advocates { try take(lines.link(of: advocate)) }
    case .graph:
      for person in 0..<Int32(world.following.people) {
        for follower in world.following.followers(of: person) { try take(lines.arc(from: person, to: follower)) }
      }
    case .shares: for share in world.shares { try take(lines.share(share)) }
    case .clicks: for (place, click) in world.clicks.enumerated() { try take(lines.click(click, at: place)) }
    case .conversions: for purchase in world.purchases { try take(lines.conversion(purchase)) }
    case .reversals: for purchase in world.purchases where purchase.refunded > 0 { try take(lines.reversal(purchase)) }
    case .truth:
      try take("advocate_external_id,missing,persuasiveness,set_off,caused")
      for line in lines.truths() { try take(line) }
    case .causes:
      try take("conversion_external_id,set_off_by,caused_by")
      for purchase in world.purchases { try take(lines.cause(purchase)) }
    }
  }
}
