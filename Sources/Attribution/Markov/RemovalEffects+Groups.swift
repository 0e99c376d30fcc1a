extension RemovalEffects {
  /// The removal effects of groups of states, each worked out as the conversions that are left without the group.
  ///
  /// `groups` says for each state which groups it belongs to; there are `count` groups.
  init(_ chain: Chain, groups: [[Int]], count: Int) {
    values = [Double](repeating: 0, count: count)
    bound = 0
    guard chain.rate > 0 else { return }
    var members = [[Int]](repeating: [], count: count)
    for (state, group) in groups.enumerated() {
      for one in Set(group) { members[one].append(state) }
    }
    // What is left over anywhere is multiplied at most by the steps of a journey.
    let tolerance = 1e-10 * chain.rate / chain.visits.reduce(0, +)
    var isOut = [Bool](repeating: false, count: chain.count)
    for (group, states) in members.enumerated() where !states.isEmpty {
      for state in states { isOut[state] = true }
      let chances = chain.solve(chain.converting, tolerance: tolerance) { isOut[$0] }
      for state in states { isOut[state] = false }
      let left = zip(chain.starts, chances).reduce(0) { $0 + $1.0 * $1.1 }
      values[group] = min(1, max(0, 1 - left / chain.rate))
    }
    bound = 2e-10
  }
}
