import Postgres
import Referrals

extension AttributionSettings {
  /// The settings in a row of `programs` or `attribution_runs`, whose columns for them are the same.
  init(row: Row) throws {
    self.init()
    model = try row.decode("model")
    windowDays = try row.decode("window_days")
    halfLifeDays = try row.decode("half_life_days")
    position = try PositionWeights(first: row.decode("position_first"), last: row.decode("position_last"))
    chainShare = try row.decode("chain_share")
    renewalMonths = try row.decode("renewal_months")
    exposureHops = try row.decode("exposure_hops")
    exposureWeight = try row.decode("exposure_weight")
    exposureShare = try row.decode("exposure_share")
  }
}
