/// How many registers sketches have: a power of two.
public struct Precision: Hashable, Sendable {
  /// How many registers, each a byte; the relative error of an estimate is about 1.04 ÷ √`registers`.
  public let registers: Int

  /// 256 registers: 6.5 %.
  public static let usual = Precision(unchecked: 256)

  /// A precision; nil unless it is a power of two from 64 to 65,536.
  public init?(registers: Int) {
    guard registers >= 64, registers <= 65_536, registers & (registers - 1) == 0 else { return nil }
    self.registers = registers
  }

  private init(unchecked registers: Int) { self.registers = registers }

  /// How many bits of a hash choose the register.
  var bits: Int { registers.trailingZeroBitCount }
  /// The greatest value of a register.
  var greatest: UInt8 { UInt8(65 - bits) }

  /// The register of a person, and what it must be at least: the place of the first bit set among the other bits of the
  /// person's hash. A person's hash goes by the key alone, so that sketches made in different places go together.
  @inline(__always) func register(of key: UInt64) -> (place: Int, value: UInt8) {
    let hash = (key ^ 0x5bd1_e995_7b7d_159d).mixed
    let rest = hash << UInt64(bits) | 1 << UInt64(bits - 1)
    return (Int(hash >> UInt64(64 - bits)), UInt8(rest.leadingZeroBitCount + 1))
  }
}
