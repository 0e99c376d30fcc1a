/// `numeric` in binary format: digits in base 10,000, the weight of the first, a sign and a display scale, 16 bits
/// each (PostgreSQL source: `numeric_send`).
enum PostgresNumeric {
  /// The number as PostgreSQL prints it.
  static func text(_ bytes: Span<UInt8>) throws(PostgresMismatch) -> String {
    guard bytes.count >= 8 else { throw .type }
    let count = Int(bytes.integer(at: 0, as: UInt16.self))
    let weight = Int(bytes.integer(at: 2, as: Int16.self))
    let sign = bytes.integer(at: 4, as: UInt16.self)
    let scale = Int(bytes.integer(at: 6, as: UInt16.self))
    switch sign {
    case 0xC000: return "NaN"
    case 0xD000: return "Infinity"
    case 0xF000: return "-Infinity"
    case 0, 0x4000: break
    default: throw .type
    }
    guard bytes.count == 8 + 2 * count else { throw .type }

    /// The four decimal digits at a power of 10,000.
    func group(_ power: Int) -> String {
      let index = weight - power
      guard index >= 0, index < count else { return "0000" }
      let digits = String(bytes.integer(at: 8 + 2 * index, as: UInt16.self))
      return String(repeating: "0", count: 4 - digits.count) + digits
    }

    var text = sign == 0x4000 ? "-" : ""
    let whole = weight >= 0 ? (0...weight).reversed().map(group).joined() : "0"
    let significant = whole.drop { $0 == "0" }
    text += significant.isEmpty ? "0" : significant
    guard scale > 0 else { return text }
    let groups = (scale + 3) / 4
    return text + "." + (1...groups).map { group(-$0) }.joined().prefix(scale)
  }
}
