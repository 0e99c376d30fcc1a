/// What splits the conversions of a file of paths.
public enum PathModel: Sendable {
  /// A rule, path by path: the model, half-life and position of the settings.
  case rule(Settings)
  /// What would be missing without each touch, in a Markov chain whose states are the last `order` touches (1 or more).
  case markov(order: Int)
  /// What each touch adds to the others, on average over every order in which they could have come.
  case shapley

  /// The names of the models that learn from all paths together.
  public static let learned = ["markov", "shapley"]

  /// Every model's name, as the command line takes it.
  public static var names: [String] { Models.names.filter { !learned.contains($0) } + learned }

  /// What adds up paths for it.
  var tally: any PathTally {
    switch self {
    case .rule(let settings): PathTotals(settings: settings)
    case .markov(let order): MarkovTally(order: order)
    case .shapley: ShapleyTally()
    }
  }
}

/// Adds up paths, and splits what they brought in over their touches.
protocol PathTally: Sendable {
  /// Adds a line's conversions and value.
  mutating func add(_ row: borrowing PathRow) throws(PathFault)
  /// What the touches of those names, in the order of their numbers, are credited with; by name. It sums to what was added.
  func result(names: [String]) -> PathResult
}

/// What a file comes to.
struct PathResult {
  /// By name.
  var totals: [TouchTotal]
  /// How far any removal effect can be from its exact value, where there are any; 0 where they are exact.
  var bound: Double?
}

/// The sums of a file's columns, in millionths.
struct PathSums: Sendable {
  /// How many conversions.
  private(set) var conversions: Int128 = 0
  /// What they were worth.
  private(set) var value: Int128 = 0

  /// 10¹⁵ in millionths: that times 2⁵⁶ is what 128 bits hold.
  private static let most: Int128 = 1_000_000_000_000_000_000_000

  /// Adds a line's, unless that is too much.
  mutating func add(_ row: borrowing PathRow) throws(PathFault) {
    conversions += Int128(row.conversions)
    value += Int128(row.value)
    guard conversions <= Self.most, value <= Self.most else {
      throw PathFault("a column adds up to more than 1000000000000000")
    }
  }
}
