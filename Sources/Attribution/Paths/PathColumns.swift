/// Which field of a line is what, as the header says.
struct PathColumns {
  /// `a > b > c`: the touches of a journey in their order.
  let path: Int
  /// How many journeys of this path converted.
  let conversions: Int?
  /// What those conversions were worth together.
  let value: Int?
  /// How many journeys of this path did not convert.
  let nulls: Int?
  /// `38 > 33 > 0`: how many days before the conversion each touch was.
  let days: Int?
  /// How many fields a line has.
  let count: Int

  private static let known = ["path", "conversions", "value", "nulls", "days"]

  /// Reads the header; names may be in capitals, in any order.
  init(header: [String]) throws(PathFault) {
    let names = header.map { $0.lowercased() }
    for (index, name) in names.enumerated() {
      guard Self.known.contains(name) else {
        throw PathFault("unknown column “\(name)”: the columns are \(Self.known.joined(separator: ", "))")
      }
      guard !names[..<index].contains(name) else { throw PathFault("the column \(name) comes twice") }
    }
    guard let path = names.firstIndex(of: "path") else { throw PathFault("the header has no column path") }
    self.path = path
    self.conversions = names.firstIndex(of: "conversions")
    self.value = names.firstIndex(of: "value")
    self.nulls = names.firstIndex(of: "nulls")
    self.days = names.firstIndex(of: "days")
    self.count = names.count
  }
}
