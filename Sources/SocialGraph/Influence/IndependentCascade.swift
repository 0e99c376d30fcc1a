/// What spreads from person to person along a graph, by chance: whoever shares is passed on once along each of their
/// arcs, with its probability.
///
/// Spread is sampled by reverse-reachable sets: those from whom somebody drawn at random would have got it in one world
/// of chances (Borgs, Brautbar, Chayes, Lucier, *Maximizing social influence in nearly optimal time*, 2014). Sample i of
/// a seed is the same whichever thread draws it: results do not hang on how many threads there are.
public struct IndependentCascade: Sendable {
  /// Who sees what whom shares.
  public let graph: Graph
  /// How likely it is passed on.
  public let probability: ArcProbability

  /// What spreads on a graph with a probability, which must be one.
  public init(_ graph: Graph, probability: ArcProbability) {
    precondition(probability.isValid, "a probability is between 0 and 1")
    self.graph = graph
    self.probability = probability
  }

  /// What samples are for; those of one purpose have nothing to do with those of another.
  enum Stream: UInt64 {
    /// To choose seeds on.
    case choosing = 1
    /// To find out how good a choice is, to know whether to go on.
    case judging
    /// To find out about how often a sample is hit, to know how many are needed.
    case pilot
    /// To report a spread from.
    case fresh
  }
}
