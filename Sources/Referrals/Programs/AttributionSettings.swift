/// How a program attributes revenue: the model, and the numbers that models share.
package struct AttributionSettings: Hashable, Sendable {
  /// The model whose credits the program goes by.
  package var model: AttributionModel = .timeDecay
  /// How many days before a conversion a touch may lie; the edge counts.
  package var windowDays: Int = 90
  /// After how many days a touch weighs half, under time decay.
  package var halfLifeDays: Double = 7
  /// The parts of the first, the middle and the last touches, under position-based.
  package var position = PositionWeights()
  /// The part of every credit that passes on to the advocate's recruiter, from 0 to 1.
  package var chainShare: Double = 0
  /// Within how many hops of a share a customer counts as exposed to it.
  package var exposureHops: Int = 2
  /// What an exposure weighs beside a click, from 0 to 1.
  package var exposureWeight: Double = 0.25
  /// The most of the revenue that a journey of exposures alone credits, from 0 to 1.
  package var exposureShare: Double = 0.5

  /// The settings of a program that asked for none.
  package init() {}

  /// The length of the window.
  package var window: Duration { .days(windowDays) }

  /// The first setting that is out of its range: its name in the API and what it has to be; `nil` when all are well.
  package var firstIssue: (field: String, message: String)? {
    if !(1...3650).contains(windowDays) { return ("window_days", "from 1 to 3650") }
    if !(halfLifeDays >= 0.01 && halfLifeDays <= 3650) { return ("half_life_days", "from 0.01 to 3650") }
    if !position.isSound { return ("position", "three numbers, none negative, that sum to 1 or to 100") }
    if !(chainShare >= 0 && chainShare < 1) { return ("chain_share", "from 0 to less than 1") }
    if !(0...6).contains(exposureHops) { return ("exposure_hops", "from 0 to 6") }
    if !(exposureWeight >= 0 && exposureWeight <= 1) { return ("exposure_weight", "from 0 to 1") }
    if !(exposureShare >= 0 && exposureShare <= 1) { return ("exposure_share", "from 0 to 1") }
    return nil
  }
}
