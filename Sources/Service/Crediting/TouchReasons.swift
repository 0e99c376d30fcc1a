import Foundation
import Records
import Referrals

/// Why each touch of a journey brings what it does under a rule, in sentences: what it was, how old it was, and what that
/// weighs.
struct TouchReasons: Sendable {
  private let attribution: AttributionSettings
  /// When the conversion was whose journey it is.
  private let conversion: Timestamp
  /// Those that count, the first first.
  private let counting: [Journeys.Touch]
  /// Where each of these is.
  private let places: [Identifier<Journeys.Touch>: Int]
  /// The attention of all exposures that count.
  private let attention: Double

  /// Reasons by the settings of a run, for what led to a conversion.
  init(_ attribution: AttributionSettings, path: CreditFacts.Path) {
    self.attribution = attribution
    conversion = path.conversion.occurredAt
    counting =
      path.touches.filter { touch in
        touch.exclusion == nil && touch.time >= path.conversion.occurredAt - attribution.window
          && (touch.exposure.map { $0.hop <= attribution.exposureHops && attribution.exposureWeight > 0 } ?? true)
      }.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    // A code used and the conversion it was used in have the same id: the first place is meant.
    places = Dictionary(counting.enumerated().map { ($1.id, $0) }) { first, _ in first }
    attention = counting.reduce(0) { $0 + ($1.exposure.map { Double($0.attention) } ?? 0) }
  }

  /// Why a touch brings what it does.
  func sentence(_ touch: Journeys.Touch) -> String {
    let what =
      switch touch.kind {
      case .click: "The customer followed the link"
      case .code: "The customer used the code"
      case .exposure:
        "The customer could see the share, \(touch.exposure?.hop == 1 ? "following them" : "\(touch.exposure?.hop ?? 2) hops away")"
      }
    let when = touch.time == conversion ? "with the purchase" : "\(Self.length(conversion - touch.time)) before"
    return "\(what) \(when). \(weight(of: touch))"
  }

  private func weight(of touch: Journeys.Touch) -> String {
    switch touch.exclusion {
    case .selfReferral: return "Nobody is credited for what they bought themselves."
    case .paused: return "The advocate was paused, and earned nothing then."
    case nil: break
    }
    guard let place = places[touch.id] else {
      return "It does not count: this run leaves such touches out."
    }
    let strength = strength(touch)
    let part =
      touch.exposure == nil
      ? ""
      : " As an exposure it counts \(Self.number(strength)) of a click, by how likely it was this one that was noticed."
    switch attribution.model {
    case "first_touch":
      return place == 0 ? "The first touch takes all." : "Only the first touch counts."
    case "last_touch":
      return place == counting.count - 1 ? "The last touch takes all." : "Only the last touch counts."
    case "linear":
      return "Every touch counts alike\(counting.count == 1 ? "" : ", one of \(counting.count)").\(part)"
    case "position_based":
      let first = Self.percent(attribution.position.first)
      let last = Self.percent(attribution.position.last)
      if counting.count <= 2 { return "With one touch or two, each counts alike.\(part)" }
      if place == 0 { return "The first touch has \(first) for itself.\(part)" }
      if place == counting.count - 1 { return "The last touch has \(last) for itself.\(part)" }
      return "What first (\(first)) and last (\(last)) leave is shared by those between.\(part)"
    case "markov":
      return "It weighs by how many purchases would be missing without its advocate (markov).\(part)"
    case "shapley":
      return "It is shared alike among the advocates of the journey (shapley).\(part)"
    case "hazard":
      return "It weighs by how much it raised the chance to buy, beside what would have come anyway (hazard)."
    default:
      let age = Double((conversion - touch.time).wholeMicroseconds) / 86_400e6
      let weight = exp2(-age / attribution.halfLifeDays) * strength
      return
        "By a half-life of \(Self.days(attribution.halfLifeDays)) it weighs \(Self.number(weight)).\(part)"
    }
  }

  private func strength(_ touch: Journeys.Touch) -> Double {
    guard let exposure = touch.exposure else { return 1 }
    return attention > 0 ? attribution.exposureWeight * Double(exposure.attention) / attention : 0
  }

  /// How the run counts, in a sentence or two.
  var method: String {
    let model =
      switch attribution.model {
      case "first_touch": "The first touch takes all"
      case "last_touch": "The last touch takes all"
      case "linear": "Every touch counts alike"
      case "position_based":
        "The first touch has \(Self.percent(attribution.position.first)), the last \(Self.percent(attribution.position.last)), the rest is shared between"
      case "markov": "Each advocate counts by what would be missing without them"
      case "shapley": "The advocates of a journey share alike"
      case "hazard": "What sharing caused is told from what would have come anyway"
      default: "A touch counts half as much for every \(Self.days(attribution.halfLifeDays)) that it is older"
      }
    let chain =
      attribution.chainShare > 0
      ? " \(Self.percent(attribution.chainShare)) of every credit passes on to whoever brought its advocate in." : ""
    return "\(model), within \(attribution.windowDays) days.\(chain)"
  }

  /// Why something is nobody's.
  func unattributed(isRenewalPastLimit: Bool) -> String {
    if isRenewalPastLimit {
      return "Renewals are credited for \(attribution.renewalMonths ?? 0) months, and this one came later."
    }
    if counting.isEmpty { return "Nothing that counts led here within \(attribution.windowDays) days." }
    if attribution.model == "hazard" { return "What would have come anyway, as far as can be told." }
    if counting.allSatisfy({ $0.exposure != nil }) {
      return "Where people only heard of it, \(Self.percent(attribution.exposureShare)) is credited at most."
    }
    return "Nobody's."
  }

  /// A length of time in its two greatest units: `3 days 4 hours`.
  static func length(_ duration: Duration) -> String {
    let minutes = Int(duration.wholeMicroseconds / 60_000_000)
    guard minutes > 0 else { return "moments" }
    func unit(_ count: Int, _ name: String) -> String { "\(count) \(name)\(count == 1 ? "" : "s")" }
    let (days, hours) = (minutes / 1440, minutes / 60 % 24)
    if days > 0 { return hours > 0 && days < 10 ? "\(unit(days, "day")) \(unit(hours, "hour"))" : unit(days, "day") }
    return hours > 0 ? unit(hours, "hour") : unit(minutes, "minute")
  }

  private static func days(_ days: Double) -> String { days == 1 ? "one day" : "\(number(days)) days" }

  private static func number(_ value: Double) -> String {
    value > 0 && value < 0.005 ? "less than 0.01" : trimmed(String(format: "%.2f", value))
  }

  private static func percent(_ share: Double) -> String { "\(trimmed(String(format: "%.1f", share * 100))) %" }

  private static func trimmed(_ digits: String) -> String {
    guard digits.contains(".") else { return digits }
    var digits = digits[...]
    while digits.last == "0" { digits.removeLast() }
    if digits.last == "." { digits.removeLast() }
    return String(digits)
  }
}
