/// The arcs along which a cascade can have spread: from those who acted earlier to those who see what they share. Both
/// ends are places in the cascade; strictly earlier, so that arcs lead from lower places to higher ones.
struct ActiveArcs {
  /// Where each place's sources begin, and the end of the last.
  private(set) var starts: [Int] = [0]
  /// Earlier places, each row by the person's number.
  private(set) var sources: [Int] = []

  /// Who influenced the one at a place, possibly.
  subscript(place: Int) -> ArraySlice<Int> { sources[starts[place]..<starts[place + 1]] }

  /// The arcs of a cascade on a graph; somebody whom the graph does not know has none.
  ///
  /// Somebody with many more people to see than acted before is looked up from the other side, so that a giant hub
  /// costs no more than the cascade is long.
  init(_ cascade: Cascade, on graph: Graph, places: inout PlaceTable) {
    starts.reserveCapacity(cascade.count + 1)
    for (place, person) in cascade.people.enumerated() where Int(person) < graph.count { places[person] = place }
    // Times are in order: those before `earlier` acted strictly before the one looked at.
    var earlier = 0
    for (place, person) in cascade.people.enumerated() {
      while cascade.times[earlier] < cascade.times[place] { earlier += 1 }
      if Int(person) < graph.count {
        if graph.inDegree(of: person) / 16 <= earlier {
          for other in graph.predecessors(of: person) {
            if let source = places[other], source < earlier { sources.append(source) }
          }
        } else {
          let found = (0..<earlier).filter {
            graph.predecessors.place(of: cascade.people[$0], nextTo: person) != nil
          }
          sources += found.sorted { cascade.people[$0] < cascade.people[$1] }
        }
      }
      starts.append(sources.count)
    }
    for person in cascade.people where Int(person) < graph.count { places[person] = nil }
  }
}

/// Where each person stands in the cascade that is looked at; one for a thread, to be used again.
struct PlaceTable {
  private var places: [UInt32]

  init(count: Int) { places = [UInt32](repeating: .max, count: count) }

  subscript(person: Graph.Vertex) -> Int? {
    get { places[Int(person)] == .max ? nil : Int(places[Int(person)]) }
    set { places[Int(person)] = newValue.map { UInt32($0) } ?? .max }
  }
}
