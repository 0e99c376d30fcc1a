extension ReachSketch {
  /// Everybody who is in any of these; nil where there are none.
  public static func union(_ sketches: some Sequence<ReachSketch>) -> ReachSketch? {
    var whole: ReachSketch?
    for sketch in sketches { whole = whole?.union(sketch) ?? sketch }
    return whole
  }

  /// About how many people are in both, by inclusion and exclusion: its error is that of the union, so that it says
  /// little where the overlap is a small part of it. From 0 to the lesser of the two.
  public func overlap(_ other: ReachSketch) -> Double {
    let (own, others) = (estimate, other.estimate)
    return min(max(own + others - union(other).estimate, 0), own, others)
  }

  /// About how many people are in each of these and in no other: what is missing from the union of all without it. Its
  /// error is that of the union, as for `overlap(_:)`.
  public static func exclusive(_ sketches: [ReachSketch]) -> [Double] {
    guard var after = sketches.first.map({ [ReachSketch(precision: $0.precision)] }) else { return [] }
    // after[i] is the union of the last i.
    for sketch in sketches.reversed() { after.append(after[after.count - 1].union(sketch)) }
    let all = after[sketches.count].estimate
    var before = after[0]
    return sketches.indices.map { place in
      let others = before.union(after[sketches.count - 1 - place]).estimate
      before.formUnion(sketches[place])
      return min(max(all - others, 0), sketches[place].estimate)
    }
  }
}
