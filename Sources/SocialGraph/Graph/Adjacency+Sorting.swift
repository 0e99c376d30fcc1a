extension Adjacency {
  /// The rows of arcs by their target, in no order within a row, duplicates included and self-loops left out: a counting
  /// sort. It takes the list apart as it goes, so that arcs are in memory about once.
  init(byTarget arcs: consuming ArcList, count: Int) {
    var pieces = arcs.pieces
    let (isWeighted, isTimed) = (arcs.isWeighted, arcs.isTimed)
    arcs = ArcList()
    var starts = [UInt32](repeating: 0, count: count + 1)
    var kept = 0
    for piece in pieces {
      for ends in piece.ends where UInt32(truncatingIfNeeded: ends) != UInt32(ends >> 32) {
        starts[Int(UInt32(truncatingIfNeeded: ends))] += 1
        kept += 1
      }
    }
    precondition(kept <= Int(UInt32.max), "a graph has at most 4,294,967,295 arcs")
    Self.accumulate(&starts)
    var neighbours = [Graph.Vertex](repeating: 0, count: kept)
    var weights = [Float](repeating: 0, count: isWeighted ? kept : 0)
    var times = [Int64](repeating: 0, count: isTimed ? kept : 0)
    // Backwards, so that a row's end walks down to its start: `starts` is right when all are placed.
    while let piece = pieces.popLast() {
      for index in piece.ends.indices.reversed() {
        let from = UInt32(piece.ends[index] >> 32)
        let to = UInt32(truncatingIfNeeded: piece.ends[index])
        guard from != to else { continue }
        starts[Int(to)] &-= 1
        let place = Int(starts[Int(to)])
        neighbours[place] = from
        if isWeighted { weights[place] = piece.weights[index] }
        if isTimed { times[place] = piece.times[index] }
      }
    }
    self.init(starts: starts, neighbours: neighbours, weights: weights, times: times)
  }

  /// The other direction: the rows come out in ascending order, whatever order these are in.
  func transposed() -> Adjacency {
    var starts = [UInt32](repeating: 0, count: self.starts.count)
    for neighbour in neighbours { starts[Int(neighbour)] += 1 }
    Self.accumulate(&starts)
    var others = [Graph.Vertex](repeating: 0, count: neighbours.count)
    var weights = [Float](repeating: 0, count: self.weights.count)
    var times = [Int64](repeating: 0, count: self.times.count)
    for vertex in (0..<count).reversed() {
      for place in row(of: Graph.Vertex(vertex)).reversed() {
        let neighbour = Int(neighbours[place])
        starts[neighbour] &-= 1
        let other = Int(starts[neighbour])
        others[other] = Graph.Vertex(vertex)
        if !weights.isEmpty { weights[other] = self.weights[place] }
        if !times.isEmpty { times[other] = self.times[place] }
      }
    }
    return Adjacency(starts: starts, neighbours: others, weights: weights, times: times)
  }

  /// Keeps one of equal neighbours in rows that are in order: with the greatest weight and the earliest time of all, so
  /// that the outcome does not depend on the order in which they came.
  mutating func removeDuplicates() {
    var end = 0
    for vertex in 0..<count {
      let row = row(of: Graph.Vertex(vertex))
      let start = end
      starts[vertex] = UInt32(start)
      for place in row {
        if end > start, neighbours[end - 1] == neighbours[place] {
          if !weights.isEmpty { weights[end - 1] = max(weights[end - 1], weights[place]) }
          if !times.isEmpty { times[end - 1] = min(times[end - 1], times[place]) }
        } else {
          neighbours[end] = neighbours[place]
          if !weights.isEmpty { weights[end] = weights[place] }
          if !times.isEmpty { times[end] = times[place] }
          end += 1
        }
      }
    }
    starts[count] = UInt32(end)
    guard end < neighbours.count else { return }
    neighbours = Array(neighbours[..<end])
    if !weights.isEmpty { weights = Array(weights[..<end]) }
    if !times.isEmpty { times = Array(times[..<end]) }
  }

  /// Turns how many each row has into where each row ends.
  private static func accumulate(_ counts: inout [UInt32]) {
    var sum: UInt32 = 0
    for index in counts.indices {
      sum += counts[index]
      counts[index] = sum
    }
  }
}
