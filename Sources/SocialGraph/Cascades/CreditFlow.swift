import Glibc

/// A cascade's arcs, and γ along each: the part of the target's action that passes to the source.
struct CreditFlow {
  /// The arcs.
  let arcs: ActiveArcs
  /// γ, in the order of `arcs.sources`.
  let parts: [Double]

  /// Where the arcs into a place stand.
  func range(_ place: Int) -> Range<Int> { arcs.starts[place]..<arcs.starts[place + 1] }
}

extension CreditDistribution {
  /// How credit flows in one cascade.
  func flow(of cascade: Cascade, _ places: inout PlaceTable) -> CreditFlow {
    let arcs = ActiveArcs(cascade, on: graph, places: &places)
    var parts: [Double] = []
    parts.reserveCapacity(arcs.sources.count)
    for place in cascade.people.indices {
      let sources = arcs[place]
      guard let tau else {
        parts += repeatElement(1 / Double(sources.count), count: sources.count)
        continue
      }
      guard !sources.isEmpty else { continue }
      let part = influenceability[Int(cascade.people[place])] / Double(sources.count)
      for source in sources { parts.append(part * exp(-(cascade.times[place] - cascade.times[source]) / tau)) }
    }
    return CreditFlow(arcs: arcs, parts: parts)
  }

  /// infl(u) by person: the part of u's actions that had somebody whom u sees within τ before them.
  static func influenceability(
    _ graph: Graph, _ cascades: [Cascade], _ actions: [Int], _ tau: Double, _ threads: Int
  ) async -> [Double] {
    let influenced = await Threads.share(
      cascades.count, among: threads, scratch: { PlaceTable(count: graph.count) },
      work: { index, places -> [Graph.Vertex] in
        let cascade = cascades[index]
        let arcs = ActiveArcs(cascade, on: graph, places: &places)
        return cascade.people.indices.filter { place in
          arcs[place].contains { cascade.times[place] - cascade.times[$0] <= tau }
        }.map { cascade.people[$0] }
      })
    var counts = [Int](repeating: 0, count: graph.count)
    for people in influenced {
      for person in people { counts[Int(person)] += 1 }
    }
    return zip(counts, actions).map { $1 == 0 ? 0 : Double($0) / Double($1) }
  }
}
