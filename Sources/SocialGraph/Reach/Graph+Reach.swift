import Dispatch
import Synchronization

extension Graph {
  /// How many each person reaches within 0, 1 … `hops` hops along the arcs, exactly, for everybody at once.
  ///
  /// Each thread takes 192 bytes a person, and the figures another 4 × (`hops` + 1). The outcome is the same for any
  /// number of threads: sums of whole numbers.
  public func reachOfEverybody(hops: Int, threads: Int = 1) -> ReachTable {
    precondition(hops >= 0 && threads > 0, "hops are counted from 0 and threads from 1")
    let width = hops + 1
    var rows = [UInt32](repeating: 0, count: count * width)
    if hops > 1 {
      let blocks = (count + ReachBlock.size - 1) / ReachBlock.size
      let threads = min(threads, max(blocks, 1))
      // A word of a block serves up to 512 people at four times the cost of a mark.
      let walks = hops == 2 && pathsOfTwo < 4 * blocks * arcCount
      let sum = Mutex(rows)
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        let own = newReach(hops: hops, blocks: stride(from: thread, to: blocks, by: threads), walks: walks)
        sum.withLock { sum in
          for place in own.indices { sum[place] += own[place] }
        }
      }
      rows = sum.withLock { $0 }
    }
    for vertex in 0..<count {
      let row = vertex * width
      rows[row] = 1
      if hops > 0 { rows[row + 1] = UInt32(outDegree(of: Vertex(vertex))) }
      for hop in 0..<hops { rows[row + hop + 1] += rows[row + hop] }
    }
    return ReachTable(count: count, hops: hops, rows: rows)
  }

  /// How many people of some blocks each person reaches first at each hop from the second on, or, where
  /// it `walks`, how many people of the graph each of the blocks' people reach first at the second.
  private func newReach(hops: Int, blocks: StrideTo<Int>, walks: Bool) -> [UInt32] {
    var rows = [UInt32](repeating: 0, count: count * (hops + 1))
    let people = blocks.lazy.map { $0 * ReachBlock.size..<min(($0 + 1) * ReachBlock.size, count) }
    if walks {
      newAtTwoHops(people.joined(), into: &rows, width: hops + 1)
    } else {
      var block = ReachBlock(count: count)
      for people in people { block.count(people, in: self, hops: hops, into: &rows) }
    }
    return rows
  }
}
