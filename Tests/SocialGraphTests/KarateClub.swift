import SocialGraph

/// Who met whom outside a karate club (Zachary 1977, "An information flow model for conflict and fission in small
/// groups"): 34 people, 78 ties, numbered from 0. Node 0 is the instructor, node 33 the president.
enum KarateClub {
  static let ties: [(UInt32, [UInt32])] = [
    (0, [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31]), (1, [2, 3, 7, 13, 17, 19, 21, 30]),
    (2, [3, 7, 8, 9, 13, 27, 28, 32]), (3, [7, 12, 13]), (4, [6, 10]), (5, [6, 10, 16]), (6, [16]), (8, [30, 32, 33]),
    (9, [33]), (13, [33]), (14, [32, 33]), (15, [32, 33]), (18, [32, 33]), (19, [33]), (20, [32, 33]), (22, [32, 33]),
    (23, [25, 27, 29, 32, 33]), (24, [25, 27, 31]), (25, [31]), (26, [29, 33]), (27, [33]), (28, [31, 33]),
    (29, [32, 33]), (30, [32, 33]), (31, [32, 33]), (32, [33]),
  ]

  /// As lines of an edge list, each tie once.
  static let lines = ties.flatMap { tie in tie.1.map { "\(tie.0) \($0)\n" } }.joined()

  /// With an arc each way.
  static let graph = Graph(
    ties.flatMap { tie in tie.1.flatMap { [Arc(from: tie.0, to: $0), Arc(from: $0, to: tie.0)] } })
}
