/// Somebody did it: bought, signed up, passed it on.
public struct Action: Hashable, Sendable {
  /// Who.
  public let person: Graph.Vertex
  /// When, in any unit and from any moment on.
  public let time: Double

  /// `person` did it at `time`.
  public init(person: Graph.Vertex, time: Double) {
    self.person = person
    self.time = time
  }
}

/// One thing spreading: who did it, each once, in the order in which they did.
public struct Cascade: Hashable, Sendable {
  /// Who acted, by time, and by number where times are equal.
  public let people: [Graph.Vertex]
  /// When each of them first did.
  public let times: [Double]

  /// The cascade of these actions, in any order. Of a person's actions the first counts; one whose time is not a finite
  /// number is left out.
  public init(_ actions: some Sequence<Action>) {
    let ordered = actions.filter(\.time.isFinite).sorted { ($0.time, $0.person) < ($1.time, $1.person) }
    var seen: Set<Graph.Vertex> = []
    let first = ordered.filter { seen.insert($0.person).inserted }
    people = first.map(\.person)
    times = first.map(\.time)
  }

  /// How many people acted.
  public var count: Int { people.count }
}
