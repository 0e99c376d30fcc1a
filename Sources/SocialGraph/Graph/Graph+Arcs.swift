extension Graph {
  /// Calls for each arc, by origin and then by target, with its weight and time where they are kept.
  public func forEachArc(_ body: (Arc) -> Void) {
    for from in 0..<UInt32(count) {
      for place in successors.row(of: from) {
        body(
          Arc(
            from: from, to: successors.neighbours[place],
            weight: isWeighted ? successors.weights[place] : 1, time: isTimed ? successors.times[place] : 0))
      }
    }
  }

  /// Where there is such an arc already, gives it the greater weight and the earlier time; false where there is none.
  mutating func merge(_ arc: Arc) -> Bool {
    guard let place = successors.place(of: arc.to, nextTo: arc.from) else { return false }
    guard isWeighted || isTimed else { return true }
    successors.merge(arc, at: place)
    if let place = predecessors.place(of: arc.from, nextTo: arc.to) { predecessors.merge(arc, at: place) }
    return true
  }
}

extension Adjacency {
  fileprivate mutating func merge(_ arc: Arc, at place: Int) {
    if !weights.isEmpty { weights[place] = max(weights[place], arc.weight) }
    if !times.isEmpty { times[place] = min(times[place], arc.time) }
  }
}
