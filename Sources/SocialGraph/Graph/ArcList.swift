/// Arcs on their way into a graph: 8 bytes each, and 4 more for a weight and 8 more for a time where they are kept.
///
/// They lie in pieces of a fixed size, so that the list grows without ever holding a second copy of itself.
public struct ArcList: Sendable {
  /// Whether weights are kept.
  public let isWeighted: Bool
  /// Whether times are kept.
  public let isTimed: Bool
  /// How many arcs there are, self-loops and duplicates included.
  public private(set) var count = 0
  /// One more than the greatest vertex of an arc; 0 where there is none.
  public private(set) var vertexCount = 0

  /// Arcs in the order they came. A piece that is not the last has `Piece.size` of them.
  var pieces: [Piece] = []

  /// Some of the arcs; `weights` and `times` are empty where they are not kept.
  struct Piece: Sendable {
    static let size = 1 << 20
    /// The origin in the upper half, the target in the lower.
    var ends: [UInt64] = []
    var weights: [Float] = []
    var times: [Int64] = []
  }

  /// No arcs yet.
  public init(isWeighted: Bool = false, isTimed: Bool = false) {
    self.isWeighted = isWeighted
    self.isTimed = isTimed
  }

  /// Takes an arc.
  public mutating func append(_ arc: Arc) {
    append(from: arc.from, to: arc.to, weight: arc.weight, time: arc.time)
  }

  /// Takes an arc.
  public mutating func append(from: Graph.Vertex, to: Graph.Vertex, weight: Float = 1, time: Int64 = 0) {
    if pieces.isEmpty || pieces[pieces.count - 1].ends.count == Piece.size { pieces.append(Piece()) }
    let last = pieces.count - 1
    pieces[last].ends.append(UInt64(from) << 32 | UInt64(to))
    if isWeighted { pieces[last].weights.append(weight) }
    if isTimed { pieces[last].times.append(time) }
    count += 1
    vertexCount = max(vertexCount, Int(max(from, to)) + 1)
  }
}
