/// What may have set off a purchase, besides nothing at all.
public enum HazardCause: UInt8, CaseIterable, Hashable, Sendable {
  /// A click on an advocate's link.
  case click
  /// An advocate's code, used.
  case code
  /// A post that the person could see by following the advocate itself.
  case exposure
  /// A post that the person could see because somebody it follows follows the advocate.
  case secondHandExposure
  /// The referral edge: an advocate brought this customer in.
  case referral

  /// How far the advocate is along the graph: 1 or 2 for exposures, 0 for what the person did by itself.
  public var hop: Int {
    switch self {
    case .click, .code, .referral: 0
    case .exposure: 1
    case .secondHandExposure: 2
    }
  }

  /// Whether it is something that the person did: it may come along with a purchase instead of causing it.
  var isVisit: Bool { self == .click || self == .code }

  /// Whether an advocate's persuasiveness scales it.
  var isExposure: Bool { hop > 0 }
}
