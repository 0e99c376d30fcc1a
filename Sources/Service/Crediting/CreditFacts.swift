import Attribution
import Records
import Referrals

/// All that decides who is credited for a conversion.
struct CreditFacts: Sendable {
  var conversion: Conversion
  /// The conversion whose journey it is credited by: its own, or that of the first sale of its subscription.
  var basis: Conversions.Basis
  var reversals: [Reversal]
  var touches: [Journeys.Touch]
  var recruiters: [Advocate.ID: Journeys.Recruiter]

  /// What is left of the conversion's amount.
  var net: Int64 { conversion.amount.amount - reversals.reduce(0) { $0 + ($1.status == .applied ? $1.amount : 0) } }

  /// Who gets what of the net amount.
  func allocation(by attribution: AttributionSettings) throws -> Allocation<Advocate.ID, Identifier<Journeys.Touch>> {
    let settings = try Attribution.Settings(attribution)
    let counting = isCredited(by: attribution) ? touches.filter { $0.exclusion == nil } : []
    let journey = Journey(
      touches: counting.lazy.map { touch in
        Touch(
          id: touch.id, advocate: touch.advocate, time: touch.time.microseconds, kind: TouchKind(touch))
      },
      conversion: basis.conversion.occurredAt.microseconds, window: settings.window)
    return allocate(revenue: net, journey: journey, settings: settings, recruiters: chain(above:))
  }

  /// Whether anybody is credited at all: renewals are for as long as the program says.
  private func isCredited(by attribution: AttributionSettings) -> Bool {
    guard let months = basis.months, let limit = attribution.renewalMonths else { return true }
    return months < limit
  }

  /// The advocates above one, nearest first. The chain ends below one who earns nothing from this conversion, and where
  /// it comes round to itself.
  private func chain(above advocate: Advocate.ID) -> [Advocate.ID] {
    var chain: [Advocate.ID] = []
    var seen: Set = [advocate]
    var current = advocate
    while let next = recruiters[current], next.exclusion == nil, seen.insert(next.advocate).inserted {
      chain.append(next.advocate)
      current = next.advocate
    }
    return chain
  }
}

extension Attribution.Settings {
  /// The settings of a program or a run. Throws where one is out of range, naming it.
  init(_ settings: AttributionSettings) throws(Invalid) {
    try self.init(
      model: settings.model, windowDays: settings.windowDays, halfLifeDays: settings.halfLifeDays,
      position: Position(first: settings.position.first, last: settings.position.last),
      chainShare: settings.chainShare, exposureHops: settings.exposureHops, exposureWeight: settings.exposureWeight,
      exposureShare: settings.exposureShare)
  }
}

extension TouchKind {
  /// What a touch that was loaded is to a model.
  init(_ touch: Journeys.Touch) {
    if let exposure = touch.exposure {
      self = .exposure(hop: exposure.hop, likelihood: Double(exposure.attention))
    } else {
      self = touch.kind == .code ? .code : .click
    }
  }
}
