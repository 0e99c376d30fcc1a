import Attribution
import StrictJSON

/// The numbers of a fit as they are stored; what it says of each advocate is stored apart.
extension HazardFit {
  /// As a document.
  var numbers: JSON {
    func list(_ numbers: [Double]) -> JSON { .array(numbers.map(JSON.number)) }
    return .object([
      "version": .integer(Int64(Self.version)), "purchases": .integer(Int64(purchases)),
      "horizon": .integer(horizon), "strata": .array(strata.edges.map { .integer(Int64($0)) }),
      "base": list(rates.base), "kernel": list(rates.kernel), "along": list(rates.along),
      "stray_along": .number(rates.strayAlong), "accompanied": list(rates.accompanied), "leads": list(rates.leads),
      "visits": list(rates.visits), "stray_visits": list(rates.strayVisits),
    ])
  }

  /// From the document, and how persuasive each advocate is. Throws where the document is of another version.
  init(numbers: JSON, persuasiveness: [Double]) throws {
    struct Unreadable: Error {}
    func list(_ name: String) throws -> [Double] {
      guard case .array(let elements)? = numbers[name] else { throw Unreadable() }
      return try elements.map { element in
        switch element {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: throw Unreadable()
        }
      }
    }
    func integer(_ name: String) throws -> Int64 {
      guard case .integer(let value)? = numbers[name] else { throw Unreadable() }
      return value
    }
    guard try integer("version") == Int64(Self.version) else { throw Unreadable() }
    let strata = HazardStrata(edges: try list("strata").map { UInt32($0) })
    var rates = HazardRates(shape: .usual, strata: strata.count, advocates: persuasiveness.count)
    rates.persuasiveness = persuasiveness
    rates.base = try list("base")
    rates.kernel = try list("kernel")
    rates.along = try list("along")
    switch numbers["stray_along"] {
    case .number(let value)?: rates.strayAlong = value
    case .integer(let value)?: rates.strayAlong = Double(value)
    default: throw Unreadable()
    }
    rates.accompanied = try list("accompanied")
    rates.leads = try list("leads")
    rates.visits = try list("visits")
    rates.strayVisits = try list("stray_visits")
    try self.init(
      strata: strata, rates: rates, purchases: Int(try integer("purchases")), horizon: try integer("horizon"))
  }
}
