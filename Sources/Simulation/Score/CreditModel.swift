package import Attribution

/// Something that says what each advocate brought in, judging by what a company can know of a world.
///
/// To have one scored: a line in ``CreditModels/all``.
package protocol CreditModel: Sendable {
  /// What it is called in the table.
  var name: String { get }
  /// What each of the world's advocates is credited with, in minor units, in their order.
  ///
  /// Throws ``Refusal`` where it will not say.
  func credits(in evidence: Evidence) throws(Refusal) -> [Int64]
  /// The credits, with between what each one's truth lies, where the model says so.
  func claims(in evidence: Evidence) throws(Refusal) -> Claims
}

extension CreditModel {
  /// The credits alone.
  package func claims(in evidence: Evidence) throws(Refusal) -> Claims {
    Claims(credits: try credits(in: evidence), intervals: nil)
  }
}

/// What a model says of a world's advocates, in their order, in minor units.
package struct Claims: Sendable, Equatable {
  /// What each is credited with.
  package let credits: [Int64]
  /// Between what the truth lies, with nine chances in ten; nil where the model does not say.
  package let intervals: [ClosedRange<Double>]?
}

/// Why a model says nothing of a world.
package struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
  /// In words.
  package let description: String
  /// A refusal for this reason.
  package init(_ description: String) { self.description = description }
}

/// The models that are scored.
package enum CreditModels {
  /// Every model, in the order in which they are shown: last touch as it is known from elsewhere, the service's own
  /// rules, and the additive hazard; then what nobody can know better.
  package static let all: [any CreditModel] =
    [RuleModel(name: "last_touch, clicks only", model: "last_touch", exposureHops: 0)]
    + Models.names.map { RuleModel(name: $0, model: $0) }
    + [HazardCreditModel(), KnowingCreditModel()]
}

/// A model that splits each sale by itself, through the service's own journeys and credit code.
package struct RuleModel: CreditModel {
  package let name: String
  private let settings: Settings

  /// Credits by these settings.
  package init(name: String, settings: Settings) {
    self.name = name
    self.settings = settings
  }

  /// The usual settings of a model that there is.
  init(name: String, model: String, exposureHops: Int = 2) {
    guard let settings = try? Settings(model: model, exposureHops: exposureHops) else {
      preconditionFailure("\(model) is a model's name")
    }
    self.init(name: name, settings: settings)
  }

  package func credits(in evidence: Evidence) throws(Refusal) -> [Int64] {
    var credits = [Int64](repeating: 0, count: evidence.world.advocates.count)
    for (purchase, journey) in evidence.journeys(window: settings.window) where purchase.net > 0 {
      let allocation = allocate(revenue: purchase.net, journey: journey, settings: settings) { _ in [] }
      for credit in allocation.credits { credits[Int(credit.advocate)] += credit.amount }
    }
    return credits
  }
}
