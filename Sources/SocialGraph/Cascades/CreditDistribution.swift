/// Who is to be credited for what others did: the credit for an action passes up to those who acted before and whom the
/// actor sees, shared evenly among them, and from them on up (Goyal, Bonchi, Lakshmanan, *A data-based approach to
/// social influence maximization*, PVLDB 5, 2011).
///
/// With γ the part of u's action that passes to w, and d the number of people whom u sees and who acted before u:
/// Γ(v,u) = Σ_w Γ(v,w)·γ(w,u), Γ(v,v) = 1, and γ = 1/d. Time-aware, γ = infl(u)/d · exp(−(t_u − t_w)/τ), where infl(u) is
/// the part of u's actions that had one of those within τ before. An action of one's own earns nothing here.
///
/// Γ is never written out, as a pair matrix would be as large as the square of a cascade: every question below is a sum
/// along its arcs in one pass, in time and memory linear in them, and exact but for rounding. Results are the same bit
/// for bit on any number of threads.
public struct CreditDistribution: Sendable {
  /// Who sees whom.
  public let graph: Graph
  /// What spread.
  public let cascades: [Cascade]
  /// How fast influence fades, in the unit of the cascades' times; nothing: not at all.
  public let tau: Double?
  /// How many things each person did.
  public let actions: [Int]
  /// infl(u), by person; only where influence fades.
  let influenceability: [Double]

  /// The credit that these cascades give on a graph.
  ///
  /// - Parameter tau: how fast influence fades, in the unit of the cascades' times: a positive number.
  public init(graph: Graph, cascades: [Cascade], tau: Double? = nil, threads: Int = Threads.usual) async {
    precondition(tau.map { $0 > 0 } ?? true, "influence fades over a positive time")
    self.graph = graph
    self.cascades = cascades
    self.tau = tau
    var actions = [Int](repeating: 0, count: graph.count)
    for cascade in cascades {
      for person in cascade.people where Int(person) < graph.count { actions[Int(person)] += 1 }
    }
    self.actions = actions
    if let tau {
      influenceability = await Self.influenceability(graph, cascades, actions, tau, threads)
    } else {
      influenceability = []
    }
  }

  /// What an action weighs in a sum over people's actions.
  public enum Weight: Sendable {
    /// Every person counts the same: their actions share 1, so that a sum is an expected number of people (κ of the
    /// paper).
    case person
    /// Every action counts the same.
    case action
  }

  /// For everybody, the credit they have for what others did: Σ over the people influenced and the cascades of Γ(v,u),
  /// by v.
  public func totals(by weight: Weight = .person, threads: Int = Threads.usual) async -> [Double] {
    await sums(threads) { flow, cascade in
      // What lies below w: Σ_u γ(w,u)·(weight of u's action + what lies below u).
      var below = [Double](repeating: 0, count: cascade.count)
      for place in cascade.people.indices.reversed() where !flow.arcs[place].isEmpty {
        let credit = below[place] + self.share(of: cascade.people[place], weight)
        for index in flow.range(place) { below[flow.arcs.sources[index]] += flow.parts[index] * credit }
      }
      return below
    }
  }

  /// For everybody else, the part of what they did that is due to a set of people together: Σ over cascades of Γ(S,u),
  /// by u. Members of the set have 0 here, though what they did passes credit on as their own.
  public func credit(
    of set: Set<Graph.Vertex>, by weight: Weight = .person, threads: Int = Threads.usual
  ) async -> [Double] {
    await sums(threads) { flow, cascade in
      var due = [Double](repeating: 0, count: cascade.count)
      for (place, person) in cascade.people.enumerated() {
        due[place] =
          set.contains(person)
          ? 1 : flow.range(place).reduce(0) { $0 + flow.parts[$1] * due[flow.arcs.sources[$1]] }
      }
      return zip(cascade.people, due).map { $1 == 0 || set.contains($0) ? 0 : $1 * self.share(of: $0, weight) }
    }
  }

  /// Who is to be credited for what one person did in one cascade: Γ(v,u) by v, by number; those with a part only.
  /// Nobody, where the person did not act or nobody whom they see acted before.
  public func credits(for person: Graph.Vertex, in cascade: Cascade) -> [(person: Graph.Vertex, credit: Double)] {
    guard let last = cascade.people.firstIndex(of: person) else { return [] }
    var places = PlaceTable(count: graph.count)
    let flow = flow(of: cascade, &places)
    var credit = [Double](repeating: 0, count: last + 1)
    credit[last] = 1
    for place in (0...last).reversed() where credit[place] > 0 {
      for index in flow.range(place) { credit[flow.arcs.sources[index]] += flow.parts[index] * credit[place] }
    }
    return (0..<last).filter { credit[$0] > 0 }.map { (person: cascade.people[$0], credit: credit[$0]) }
      .sorted { $0.person < $1.person }
  }

  private func share(of person: Graph.Vertex, _ weight: Weight) -> Double {
    weight == .action ? 1 : 1 / Double(actions[Int(person)])
  }

  /// Works on every cascade, and adds up by person what came out, in the order of the cascades whatever the threads.
  private func sums(
    _ threads: Int, _ work: @Sendable @escaping (CreditFlow, Cascade) -> [Double]
  ) async -> [Double] {
    let parts = await Threads.share(
      cascades.count, among: threads, scratch: { PlaceTable(count: graph.count) },
      work: { work(flow(of: cascades[$0], &$1), cascades[$0]) })
    var sums = [Double](repeating: 0, count: graph.count)
    for (cascade, part) in zip(cascades, parts) {
      for (person, credit) in zip(cascade.people, part) where Int(person) < graph.count {
        sums[Int(person)] += credit
      }
    }
    return sums
  }
}
