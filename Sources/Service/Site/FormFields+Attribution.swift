import Referrals
import StrictJSON

extension FormFields {
  /// The attribution settings of a form, by the rules of the API: those given replace those that are there. An empty
  /// `renewal_months` is for ever.
  func attribution(changing current: AttributionSettings) throws(Problem) -> AttributionSettings {
    var members: [JSON.Member] = []
    if let model = self["model"] { members.append(.init(name: "model", value: .string(model))) }
    for name in ["window_days", "renewal_months", "exposure_hops"] {
      guard let text = self[name] else { continue }
      guard let number = Int64(text) else { throw .invalid(name, "must be a whole number.") }
      members.append(.init(name: name, value: .integer(number)))
    }
    if isOn("renewal_months"), self["renewal_months"] == nil {
      members.append(.init(name: "renewal_months", value: .null))
    }
    for name in ["half_life_days", "chain_share", "exposure_weight", "exposure_share"] {
      guard let text = self[name] else { continue }
      guard let number = Double(text), number.isFinite else { throw .invalid(name, "must be a number.") }
      members.append(.init(name: name, value: .number(number)))
    }
    let shares = ["position_first", "position_middle", "position_last"]
    if shares.contains(where: { self[$0] != nil }) {
      var position: [JSON] = []
      for name in shares {
        guard let number = self[name].flatMap(Double.init), number.isFinite else {
          throw .invalid(name, "must be a number.")
        }
        position.append(.number(number))
      }
      members.append(.init(name: "position", value: .array(position)))
    }
    var fields = try Fields(.object(members), prefix: "")
    return try fields.attribution(changing: current)
  }
}
