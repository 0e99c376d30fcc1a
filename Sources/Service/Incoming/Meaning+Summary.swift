import Referrals
import Webhooks

extension Meaning {
  /// What an event would change, for people.
  var summary: String {
    switch self {
    case .conversion(let conversion):
      "\(conversion.type.rawValue) \(conversion.key)" + (conversion.amount.map { " of \($0)" } ?? "")
    case .context(let context): "more on \(context.keys.first ?? context.subscription ?? "a conversion")"
    case .reversal(let reversal): "\(reversal.reason.rawValue) \(reversal.id) of \(reversal.keys.first ?? "")"
    case .void(let void): "end of \(void.reversal)"
    case .person(let person): "person \(person.externalID)"
    case .share(let share): "share \(share.key)"
    case .edge: "edge of the graph"
    case .exportPerson: "export of a person's data"
    case .redactPerson: "erasure of a person"
    case .redactShop: "erasure of a shop's customers"
    case .unused(let reason): reason
    }
  }
}
