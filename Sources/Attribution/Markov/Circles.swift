/// Which states of a chain can be come back to, and in company of which.
struct Circles: Sendable {
  /// The number of each state's circle: states share it if each can be reached from the other.
  let numbers: [Int32]
  /// All states, those of a circle together, and whatever a circle leads to before it: solved in this order, a chain
  /// without circles takes one turn.
  let order: [Int]

  /// Strongly connected components (Tarjan 1972), without recursion: chains are as deep as paths are long.
  init(_ arcs: Chain.Arcs) {
    let count = arcs.starts.count - 1
    var numbers = [Int32](repeating: -1, count: count)
    var order: [Int] = []
    order.reserveCapacity(count)
    /// When a state was found, from 1, and the earliest found that it is known to lead back to.
    var found = [Int](repeating: 0, count: count)
    var earliest = found
    var next = Array(arcs.starts.dropLast())
    var way: [Int] = []
    var open: [Int] = []
    var circles: Int32 = 0
    var time = 0
    for root in 0..<count where found[root] == 0 {
      way.append(root)
      while let state = way.last {
        if found[state] == 0 {
          time += 1
          found[state] = time
          earliest[state] = time
          open.append(state)
        }
        if next[state] < arcs.starts[state + 1] {
          let head = Int(arcs.states[next[state]])
          next[state] += 1
          if found[head] == 0 {
            way.append(head)
          } else if numbers[head] < 0 {
            earliest[state] = min(earliest[state], found[head])
          }
          continue
        }
        way.removeLast()
        if let before = way.last { earliest[before] = min(earliest[before], earliest[state]) }
        guard earliest[state] == found[state] else { continue }
        while let member = open.popLast() {
          numbers[member] = circles
          order.append(member)
          if member == state { break }
        }
        circles += 1
      }
    }
    self.numbers = numbers
    self.order = order
  }
}
