internal import Crypto

extension Identifier {
  /// The identifier that a name from elsewhere has in a program, always the same: UUID version 8 (RFC 9562, section
  /// 5.8), 122 bits of SHA-256 over the program's id, the kind of name and the name.
  package static func named(_ name: String, _ kind: String, in program: Program.ID) -> Self {
    var message: [UInt8] = []
    program.appendBytes(to: &message)
    message.append(contentsOf: kind.utf8)
    message.append(0)
    message.append(contentsOf: name.utf8)
    var high: UInt64 = 0
    var low: UInt64 = 0
    var count = 0
    for byte in SHA256.hash(data: message) {
      if count < 8 { high = high << 8 | UInt64(byte) } else if count < 16 { low = low << 8 | UInt64(byte) }
      count += 1
    }
    return Self(high: high & ~0xf000 | 0x8000, low: low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000)
  }
}

extension Identifier where Entity == Click {
  /// The id of a click of the past, always the same for the same name and time.
  package static func named(_ name: String, at time: Timestamp, in program: Program.ID) -> Self {
    var bits = Bits(value: named(name, "click", in: program).low)
    return make(program: program, at: time, using: &bits)
  }
}

/// Bits that were drawn before.
private struct Bits: RandomNumberGenerator {
  let value: UInt64

  mutating func next() -> UInt64 { value }
}
