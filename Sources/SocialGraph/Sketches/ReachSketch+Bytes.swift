extension ReachSketch {
  /// Why bytes are no sketch.
  public struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with them.
    public let description: String
  }

  private static let version: UInt8 = 1

  /// The sketch as bytes to keep: a version, the number of registers as a power of two, and the registers. The same
  /// people give the same bytes, on any machine.
  public var bytes: [UInt8] {
    [Self.version, UInt8(precision.bits)] + registers.flatMap { piece in (0..<Registers.count).map { piece[$0] } }
  }

  /// The sketch that `bytes` were made from.
  public init(bytes: some Collection<UInt8>) throws(Malformed) {
    let bytes = Array(bytes)
    guard bytes.count >= 2 else { throw Malformed(description: "a sketch has at least 66 bytes") }
    guard bytes[0] == Self.version else { throw Malformed(description: "a sketch of the unknown version \(bytes[0])") }
    guard bytes[1] < 32, let precision = Precision(registers: 1 << Int(bytes[1])) else {
      throw Malformed(description: "a sketch of 2^\(bytes[1]) registers; there are 2^6 to 2^16")
    }
    guard bytes.count == 2 + precision.registers else {
      throw Malformed(description: "\(bytes.count) bytes for a sketch of \(precision.registers + 2)")
    }
    guard bytes[2...].allSatisfy({ $0 <= precision.greatest }) else {
      throw Malformed(description: "a register beyond \(precision.greatest)")
    }
    self.init(precision: precision)
    for (place, value) in bytes[2...].enumerated() {
      registers[place / Registers.count][place % Registers.count] = value
    }
  }
}
