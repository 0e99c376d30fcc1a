import Attribution
import Records
import Referrals

/// All that decides who is credited for a conversion.
struct CreditFacts: Sendable {
  /// What led to a conversion.
  struct Path: Sendable {
    var conversion: Conversion
    var touches: [Journeys.Touch]
    var recruiters: [Advocate.ID: Journeys.Recruiter]
  }

  var conversion: Conversion
  /// For how many months its subscription had been going, if it has one.
  var months: Int?
  var reversals: [Reversal]
  /// By what it is credited: what led to it, or to the first sale of its subscription.
  var path: Path
  /// How its customer came to buy for the first time, where a model asks for that.
  var firstPurchase: Path?
  /// How many people its customer follows, where a model asks for that.
  var followed = 0

  /// What is left of the conversion's amount.
  var net: Int64 { conversion.amount.amount - reversals.reduce(0) { $0 + ($1.status == .applied ? $1.amount : 0) } }

  /// Who gets what of the net amount.
  /// - Parameter fit: what the model has learnt, where it is one that does.
  func allocation(
    by attribution: AttributionSettings, fit: (any Fit)? = nil
  ) throws -> Allocation<Advocate.ID, Identifier<Journeys.Touch>> {
    let settings = try Attribution.Settings(attribution)
    guard let fit else {
      return allocate(
        revenue: net, journey: journey(path, settings, attribution), settings: settings,
        recruiters: path.chain(above:))
    }
    let (journey, split) = fit.split(fitFacts(for: fit, settings, attribution))
    return allocate(
      revenue: net, journey: journey, split: split, chainShare: settings.chainShare,
      recruiters: path(for: fit).chain(above:))
  }

  /// What each advocate had to do with it, in words, as far as the model can tell.
  func reasons(
    by attribution: AttributionSettings, fit: any Fit, name: (Advocate.ID) -> String
  ) throws -> [Advocate.ID: String] {
    fit.reasons(fitFacts(for: fit, try Attribution.Settings(attribution), attribution), name: name)
  }

  /// What led to the conversion as a model sees it.
  func path(for fit: (any Fit)?) -> Path {
    fit?.asksForFirstPurchase == true ? firstPurchase ?? path : path
  }

  private func fitFacts(
    for fit: any Fit, _ settings: Attribution.Settings, _ attribution: AttributionSettings
  ) -> FitFacts {
    let path = path(for: fit)
    let purchase = max(conversion.occurredAt, path.conversion.occurredAt)
    return FitFacts(
      journey: journey(path, settings, attribution), settings: settings,
      ways: Dictionary(
        path.touches.compactMap { touch in touch.exposure.map { (touch.id, Int($0.ways)) } },
        uniquingKeysWith: max),
      followed: followed, firstPurchase: path.conversion.occurredAt,
      purchase: purchase, horizon: purchase + attribution.window)
  }

  private func journey(
    _ path: Path, _ settings: Attribution.Settings, _ attribution: AttributionSettings
  ) -> Journey<Advocate.ID, Identifier<Journeys.Touch>> {
    let counting = isCredited(by: attribution) ? path.touches.filter { $0.exclusion == nil } : []
    return Journey(
      touches: counting.lazy.filter { $0.exposure.map { $0.hop <= settings.exposureHops } ?? true }.map { touch in
        Touch(id: touch.id, advocate: touch.advocate, time: touch.time.microseconds, kind: TouchKind(touch))
      },
      conversion: path.conversion.occurredAt.microseconds, window: settings.window)
  }

  /// Who brought the customer in: advocates through whose links or codes the customer came. Right after the conversion
  /// the customer sees what they share, so that what the conversion itself is credited for does not depend on it. None
  /// where a cause changes nothing of that.
  func referrals(by cause: Ledger.Cause) -> [GraphEdges.Referral] {
    guard [.conversion, .click, .lead, .history].contains(cause), path.conversion.id == conversion.id,
      let customer = conversion.customer
    else { return [] }
    let after = conversion.occurredAt + .microseconds(1)
    let comings = path.touches.filter { $0.exposure == nil && $0.exclusion != .selfReferral }
    return Set(comings.map(\.advocate)).map { GraphEdges.Referral(customer, by: $0, since: after) }
  }

  /// Whether anybody is credited at all: renewals are for as long as the program says.
  private func isCredited(by attribution: AttributionSettings) -> Bool {
    guard let months, let limit = attribution.renewalMonths else { return true }
    return months < limit
  }
}

extension CreditFacts.Path {

  /// The advocates above one, nearest first. The chain ends below one who earns nothing from this conversion, and where
  /// it comes round to itself.
  func chain(above advocate: Advocate.ID) -> [Advocate.ID] {
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
  /// The settings of a program or a run, with a rule for as long as a model that is to be fitted has no fit: the usual
  /// one. Throws where a setting is out of range, naming it.
  init(_ settings: AttributionSettings) throws(Invalid) {
    try self.init(
      model: FittedModels.named(settings.model) == nil ? settings.model : AttributionSettings().model,
      windowDays: settings.windowDays, halfLifeDays: settings.halfLifeDays,
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
