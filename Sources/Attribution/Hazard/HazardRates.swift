/// The numbers of a fit. Rates are per person (or touch) and day.
public struct HazardRates: Hashable, Sendable {
  /// How often people of each stratum buy with nobody's doing.
  public var base: [Double]
  /// How often a touch of each cell of the ``HazardShape`` sets off a purchase; for exposures, by an advocate of
  /// persuasiveness 1.
  public var kernel: [Double]
  /// How persuasive each advocate's posts are, 1 being usual.
  public var persuasiveness: [Double]
  /// How likely a purchase with nobody's doing is to come with a click of the advocate of a touch in each cell; then, as
  /// many again, with a code. Beside that it comes with nothing, which weighs 1 (Luce 1959).
  public var along: [Double]
  /// How much an advocate weighs there of whom no touch is known.
  public var strayAlong: Double
  /// By ``HazardCause``, the chances that a purchase it set off comes with a click, and with a code, of the same advocate.
  public var accompanied: [Double]
  /// How long before a purchase what comes along with it comes, as a density per day: the clicks' leads, then the codes'.
  public var leads: [Double]
  /// How often an exposure of each cell leads to a click; then, as many again, to a code used.
  public var visits: [Double]
  /// How often a person clicks, and uses a code, of any one advocate without having seen a post.
  public var strayVisits: [Double]

  /// Rates of a shape, all 0 but persuasiveness, which is usual.
  public init(shape: HazardShape, strata: Int, advocates: Int) {
    base = Array(repeating: 0, count: strata)
    kernel = Array(repeating: 0, count: shape.cells)
    persuasiveness = Array(repeating: 1, count: advocates)
    along = Array(repeating: 0, count: 2 * shape.cells)
    strayAlong = 1e-4
    accompanied = Array(repeating: 0, count: 2 * HazardCause.allCases.count)
    leads = Array(repeating: 0, count: 2 * (shape.leads.count - 1))
    visits = Array(repeating: 0, count: 2 * shape.cells)
    strayVisits = [0, 0]
  }
}

extension HazardRates {
  /// All arrays one after the other.
  var flat: [Double] {
    [base, kernel, persuasiveness, along, [strayAlong], accompanied, leads, visits, strayVisits].flatMap { $0 }
  }

  /// How many numbers there are in each array.
  var counts: [Int] {
    [base, kernel, persuasiveness, along, accompanied, leads, visits, strayVisits].map(\.count)
  }
}
