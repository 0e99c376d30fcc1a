import Referrals

/// An advocate, by whichever id is told.
enum ImportAdvocate: Hashable, Sendable {
  case id(Advocate.ID)
  case externalID(ExactText)

  /// The id, if that is what is told.
  var id: Advocate.ID? {
    if case .id(let id) = self { id } else { nil }
  }

  /// The field that tells it.
  func field(_ name: String, or other: String) -> String {
    switch self {
    case .id: name
    case .externalID: other
    }
  }

  /// Reads one of two fields, if either is there.
  static func optional(
    _ fields: inout Fields, _ name: String, or other: String
  ) throws(Problem) -> ImportAdvocate? {
    let id: Advocate.ID? = try fields.optionalID(name)
    let externalID = try fields.optionalText(other, limit: Limits.externalID)
    guard id == nil || externalID == nil else { throw .invalid(other, "must not stand beside \(name).") }
    return id.map(Self.id) ?? externalID.map { .externalID($0.exact) }
  }
}
