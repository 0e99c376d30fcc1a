import Attribution
import Referrals
import StrictJSON

extension Fields {
  /// The attribution settings of a program or a run: those given replace those that are there.
  mutating func attribution(changing current: AttributionSettings) throws(Problem) -> AttributionSettings {
    var settings = current
    if let model = try optionalText("model") { settings.model = model }
    if let days = try optionalInteger("window_days", in: 1...3650) { settings.windowDays = Int(days) }
    if let days = try optionalNumber("half_life_days", in: 0.01...3650) { settings.halfLifeDays = days }
    if let shares = try optionalNumbers("position", in: 0...1) {
      guard let position = PositionWeights(shares: shares) else {
        throw .invalid(
          path("position"), "must be three shares, of the first touch, those between and the last, that add up to 1.")
      }
      settings.position = position
    }
    if let share = try optionalNumber("chain_share", in: 0...1) { settings.chainShare = share }
    if mentions("renewal_months") {
      settings.renewalMonths = try optionalInteger("renewal_months", in: 0...1200).map(Int.init)
    }
    if let hops = try optionalInteger("exposure_hops", in: 0...6) { settings.exposureHops = Int(hops) }
    if let weight = try optionalNumber("exposure_weight", in: 0...1) { settings.exposureWeight = weight }
    if let share = try optionalNumber("exposure_share", in: 0...1) { settings.exposureShare = share }
    do {
      _ = try Attribution.Settings(settings)
    } catch {
      throw .invalid(path(error.field), error.reason + ".")
    }
    return settings
  }
}

extension Schema {
  /// The attribution settings of a program or a run, all optional.
  static let attribution = Schema.object(
    [
      "model": .string("How revenue is split over touches.", oneOf: Models.names + FittedModels.all.map(\.name)),
      "window_days": .integer("How long before a conversion a touch counts.", in: 1...3650),
      "half_life_days": .number("Under time_decay, after how long a touch counts half.", in: 0.01...3650),
      "position": .list(
        .number(in: 0...1), "Under position_based, the shares of the first touch, those between and the last."),
      "chain_share": .number("What part of every credit passes to the advocate's recruiter.", in: 0...1),
      "renewal_months": .integer(
        "For how many months after its first sale a subscription's renewals are credited: 0 for the first sale only, null for ever.",
        in: 0...1200
      ).orNull,
      "exposure_hops": .integer("How far from an advocate somebody counts as having seen a share.", in: 0...6),
      "exposure_weight": .number(
        "What a journey's exposures count together beside a click.", in: 0...1),
      "exposure_share": .number("The most that exposures alone are credited with.", in: 0...1),
    ],
    optional: [
      "model", "window_days", "half_life_days", "position", "chain_share", "renewal_months", "exposure_hops",
      "exposure_weight", "exposure_share",
    ])
}

extension AttributionSettings {
  /// As the API shows them.
  var json: JSON { .object(members) }

  /// Each setting by its name.
  var members: [JSON.Member] {
    [
      .init(name: "model", value: .string(model)), .init(name: "window_days", value: .integer(Int64(windowDays))),
      .init(name: "half_life_days", value: .number(halfLifeDays)),
      .init(name: "position", value: .array(position.shares.map(JSON.number))),
      .init(name: "chain_share", value: .number(chainShare)),
      .init(name: "renewal_months", value: renewalMonths.map { .integer(Int64($0)) } ?? .null),
      .init(name: "exposure_hops", value: .integer(Int64(exposureHops))),
      .init(name: "exposure_weight", value: .number(exposureWeight)),
      .init(name: "exposure_share", value: .number(exposureShare)),
    ]
  }
}
