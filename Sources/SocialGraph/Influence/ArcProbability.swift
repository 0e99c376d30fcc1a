/// How likely it is that somebody who sees a share passes it on: along each arc once, and by itself (independent
/// cascade: Goldenberg, Libai, Muller 2001; Kempe, Kleinberg, Tardos 2003).
public enum ArcProbability: Hashable, Sendable {
  /// The same along every arc: from 0 to 1.
  case constant(Double)
  /// One in as many as somebody sees the shares of, so that whoever sees many heeds each of them less (the weighted
  /// cascade).
  case inverseIndegree

  /// Whether it is a probability at all.
  public var isValid: Bool {
    switch self {
    case .constant(let probability): probability >= 0 && probability <= 1
    case .inverseIndegree: true
    }
  }

  /// The probability of an arc into somebody who sees the shares of so many.
  func value(inDegree: Int) -> Double {
    switch self {
    case .constant(let probability): probability
    case .inverseIndegree: 1 / Double(inDegree)
    }
  }
}
