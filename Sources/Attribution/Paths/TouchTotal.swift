/// What one touch earned over all paths of a file.
public struct TouchTotal: Hashable, Sendable {
  /// The touch's name, as the file has it.
  public let touch: String
  /// Its part of the conversions.
  public let conversions: Millionths
  /// Its part of their value.
  public let value: Millionths
  /// Under the Markov model, what part of the conversions would be missing without it, 0 to 1.
  public let removalEffect: Double?

  init(touch: String, conversions: Millionths, value: Millionths, removalEffect: Double? = nil) {
    self.touch = touch
    self.conversions = conversions
    self.value = value
    self.removalEffect = removalEffect
  }
}

/// How totals are written out.
public enum TouchTotalFormat: String, CaseIterable, Sendable {
  /// An array of objects.
  case json
  /// A header and a line a touch (RFC 4180, but for line feeds alone).
  case csv
  /// Columns for people, with a last line that sums them.
  case table

  /// The totals as text that ends in a line feed.
  public func text(_ totals: [TouchTotal]) -> String {
    switch self {
    case .json: Self.json(totals)
    case .csv: Self.csv(totals)
    case .table: Self.table(totals)
    }
  }

  private static func json(_ totals: [TouchTotal]) -> String {
    guard !totals.isEmpty else { return "[]\n" }
    let objects = totals.map { total in
      let effect = total.removalEffect.map { #", "removal_effect": \#($0)"# } ?? ""
      return
        #"  {"touch": \#(quotedJSON(total.touch)), "conversions": \#(total.conversions), "value": \#(total.value)\#(effect)}"#
    }
    return "[\n" + objects.joined(separator: ",\n") + "\n]\n"
  }

  /// A JSON string (RFC 8259, section 7).
  private static func quotedJSON(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        quoted += "\\"
        quoted.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private static func csv(_ totals: [TouchTotal]) -> String {
    let hasEffects = totals.contains { $0.removalEffect != nil }
    return totals.reduce(into: "touch,conversions,value\(hasEffects ? ",removal_effect" : "")\n") { text, total in
      let effect = total.removalEffect.map { ",\($0)" } ?? ""
      text += "\(quotedCSV(total.touch)),\(total.conversions),\(total.value)\(effect)\n"
    }
  }

  private static func quotedCSV(_ text: String) -> String {
    guard text.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return text }
    let doubled = text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
    return "\"\(doubled)\""
  }

  private static func table(_ totals: [TouchTotal]) -> String {
    func column(_ title: String, _ numbers: [Millionths]) -> [String] {
      let all = numbers + [Millionths(numbers.reduce(0) { $0 + $1.count })]
      let decimals = all.map(\.decimals).max() ?? 0
      return aligned([title] + all.map { $0.text(decimals: decimals) }, left: false)
    }
    let touches = aligned(["touch"] + totals.map(\.touch) + ["total"], left: true)
    let conversions = column("conversions", totals.map(\.conversions))
    let value = column("value", totals.map(\.value))
    let effects = totals.compactMap(\.removalEffect).map { Millionths(Int128(($0 * 1e6).rounded())).text(decimals: 6) }
    let removal = effects.isEmpty ? [] : aligned(["removal effect"] + effects, left: false).map { "  " + $0 }
    return touches.indices.reduce(into: "") { text, row in
      text += "\(touches[row])  \(conversions[row])  \(value[row])\(row < removal.count ? removal[row] : "")\n"
    }
  }

  private static func aligned(_ cells: [String], left: Bool) -> [String] {
    let width = cells.map(\.count).max() ?? 0
    return cells.map { cell in
      let padding = String(repeating: " ", count: width - cell.count)
      return left ? cell + padding : padding + cell
    }
  }
}
