/// Why the advocate earns.
public enum CreditKind: String, Hashable, Sendable, CaseIterable {
  /// By their link or their code.
  case direct
  /// By a share of theirs that the customer could see.
  case exposure
  /// By having brought in, directly or through others, whoever made the touch.
  case chain
}

/// A part of one conversion's revenue that goes to one advocate.
public struct Credit<Advocate: Hashable & Sendable, ID: Comparable & Hashable & Sendable>: Hashable, Sendable {
  /// Who earns.
  public let advocate: Advocate
  /// Why.
  public let kind: CreditKind
  /// 0 when direct. For an exposure, how many arcs of the social graph lie between advocate and customer; for a chain,
  /// how many recruitments lie between the touch and the advocate.
  public let hop: Int
  /// The touch it comes from.
  public let touch: ID
  /// How much, in minor units of the conversion's currency; above 0.
  public let amount: Int64
}

/// Where one conversion's revenue went: the credits and what is `unattributed` sum to it exactly.
public struct Allocation<Advocate: Hashable & Sendable, ID: Comparable & Hashable & Sendable>: Hashable, Sendable {
  /// By touch, earliest first, then by hop. One touch can credit many, and one advocate can earn by many touches.
  public let credits: [Credit<Advocate, ID>]
  /// What nobody is credited with, in minor units.
  public let unattributed: Int64
}

/// Splits `revenue` over the touches of a journey by the rule that `settings` name.
///
/// Of a journey of exposures alone, at most `exposure_share` of the revenue is split; the rest is unattributed. A journey
/// without touches leaves everything unattributed. The answer depends on nothing but the arguments, so crediting a
/// conversion net of its reversals is allocating the net amount over the same journey.
///
/// - Parameters:
///   - revenue: minor units, not negative.
///   - settings: whose model is a rule, one of ``Models/all``.
///   - recruiters: who brought this advocate in, nearest first, up to the root. A chain that comes back to somebody
///     already in it ends there. Not asked when nothing is passed on. Whoever must not earn by this conversion (the
///     buyer, say) is for the caller to leave out.
public func allocate<Advocate, ID>(
  revenue: Int64,
  journey: Journey<Advocate, ID>,
  settings: Settings,
  recruiters: (Advocate) -> [Advocate]
) -> Allocation<Advocate, ID> {
  guard let model = Models.named(settings.model) else { preconditionFailure("the model is a rule") }
  let journey = journey.counting(by: settings)
  let weights =
    journey.touches.isEmpty
    ? []
    : model.weights(
      times: journey.touches.map(\.time), strengths: journey.strengths(by: settings), conversion: journey.conversion,
      settings: settings)
  let split = Split(weights: weights, credited: journey.isHearsay ? settings.exposureShare : 1)
  return allocate(
    revenue: revenue, journey: journey, split: split, chainShare: settings.chainShare, recruiters: recruiters)
}

/// Splits `revenue` over the touches of a journey as a model has found, and each touch's part over its advocate's
/// recruiters.
///
/// Both are rounded by ``LargestRemainder``. Everybody in a chain keeps `1 − chainShare` of what arrives and passes the
/// rest on, the last of the chain keeps what arrives; the lower hop goes first among equals.
public func allocate<Advocate, ID>(
  revenue: Int64,
  journey: Journey<Advocate, ID>,
  split: Split,
  chainShare: Double,
  recruiters: (Advocate) -> [Advocate]
) -> Allocation<Advocate, ID> {
  precondition(revenue >= 0, "a negative revenue cannot be allocated")
  guard !journey.touches.isEmpty else { return Allocation(credits: [], unattributed: revenue) }
  // What is nobody's comes first, so that an odd unit is never credited beyond the share.
  let unattributed =
    split.credited < 1 ? LargestRemainder.split(revenue, by: [1 - split.credited, split.credited])[0] : 0
  let parts = LargestRemainder.split(revenue - unattributed, by: split.weights)

  var credits: [Credit<Advocate, ID>] = []
  for (touch, part) in zip(journey.touches, parts) where part > 0 {
    let chain = chainShare > 0 ? chain(from: touch.advocate, through: recruiters(touch.advocate)) : [touch.advocate]
    let kept = LargestRemainder.split(part, by: chainWeights(count: chain.count, share: chainShare))
    for (above, amount) in kept.enumerated() where amount > 0 {
      let (kind, hop) = above == 0 ? own(touch.kind) : (.chain, above)
      credits.append(Credit(advocate: chain[above], kind: kind, hop: hop, touch: touch.id, amount: amount))
    }
  }
  return Allocation(credits: credits, unattributed: unattributed)
}

/// As what the advocate of a touch is credited with it.
private func own(_ kind: TouchKind) -> (kind: CreditKind, hop: Int) {
  switch kind {
  case .click, .code: (.direct, 0)
  case .exposure(let hop, _): (.exposure, hop)
  }
}

/// The advocate and the recruiters, up to the first one who is in the chain already.
private func chain<Advocate: Hashable>(from advocate: Advocate, through recruiters: [Advocate]) -> [Advocate] {
  var seen: Set<Advocate> = [advocate]
  return [advocate] + recruiters.prefix { seen.insert($0).inserted }
}

/// What each of `count` people in a chain keeps of 1, from the advocate to the root.
private func chainWeights(count: Int, share: Double) -> [Double] {
  var arriving = 1.0
  return (1...count).map { position in
    guard position < count else { return arriving }
    defer { arriving *= share }
    return arriving * (1 - share)
  }
}
