import Referrals
import StrictJSON

extension Fields {
  /// What advocates find ready to share, if there.
  mutating func optionalShareText(_ name: String) throws(Problem) -> ShareWords? {
    try words(optionalLines(name, limit: Limits.shareWords), name, places: ShareWords.Place.allCases)
  }

  /// What heads an e-mail with it, if there: a line without the link.
  mutating func optionalShareSubject(_ name: String) throws(Problem) -> ShareWords? {
    try words(optionalText(name, limit: Limits.shareSubject), name, places: [.program, .name])
  }

  /// Words as they are told: what stands in braces must be a place for something that is known.
  private func words(
    _ text: String?, _ name: String, places: [ShareWords.Place]
  ) throws(Problem) -> ShareWords? {
    guard let words = text.map({ ShareWords($0) }) else { return nil }
    guard let stranger = words.strangers(besides: places).first else { return words }
    let known = places.map(\.text)
    let list = known.dropLast().joined(separator: ", ") + " or " + (known.last ?? "")
    throw .invalid(path(name), "may have \(list) in it, and has \(stranger).")
  }
}

extension Schema {
  /// Words for advocates to share.
  static let shareText = Schema.string(
    "What advocates find ready to share, in plain text: {link} is where their link goes, which else follows; {program} the program's name, {name} their first name. Without it, the usual.",
    limit: Limits.shareWords
  ).orNull

  /// What heads an e-mail with them.
  static let shareSubject = Schema.string(
    "What heads an e-mail with them, with {program} and {name} as in share_text. Without it, the program's name.",
    limit: Limits.shareSubject
  ).orNull

  /// Whether people may become advocates by themselves.
  static let joining = Schema.string(
    "Whether people may become advocates by themselves, on /join/{program}.", oneOf: Joining.allCases.map(\.rawValue))
}
