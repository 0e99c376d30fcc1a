/// How a program attributes revenue: the model, and the numbers that models share.
package struct AttributionSettings: Hashable, Sendable {
  /// The model whose credits the program goes by, by its name.
  package var model = "time_decay"
  /// How many days before a conversion a touch may lie; the edge counts.
  package var windowDays: Int = 90
  /// After how many days a touch weighs half, under time decay.
  package var halfLifeDays: Double = 7
  /// The parts of the first, the middle and the last touches, under position-based.
  package var position = PositionWeights()
  /// The part of every credit that passes on to the advocate's recruiter, from 0 to 1.
  package var chainShare: Double = 0
  /// For how many months after its first sale a subscription's renewals are credited: 0 for the first sale only, nil for
  /// ever.
  package var renewalMonths: Int?
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
}
