extension Graph {
  /// How many paths of two arcs there are.
  var pathsOfTwo: Int {
    (0..<UInt32(count)).reduce(0) { $0 + inDegree(of: $1) * outDegree(of: $1) }
  }

  /// How many people each of some reaches first at the second hop: walks every path of two arcs, and marks who was met.
  func newAtTwoHops(_ people: some Sequence<Int>, into rows: inout [UInt32], width: Int) {
    // One more than the last person who met them.
    var met = [UInt32](repeating: 0, count: count)
    for person in people {
      let mark = UInt32(person) &+ 1
      let near = successors(of: Vertex(person))
      met[person] = mark
      for other in near { met[Int(other)] = mark }
      var new: UInt32 = 0
      for other in near {
        for far in successors(of: other) {
          new &+= met[Int(far)] == mark ? 0 : 1
          met[Int(far)] = mark
        }
      }
      rows[person * width + 2] = new
    }
  }
}
