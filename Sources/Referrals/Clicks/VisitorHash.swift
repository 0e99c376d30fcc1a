internal import Crypto

/// A visitor without a cookie, told from others by address and agent within one day, and by nothing on the next.
package struct VisitorHash: Hashable, Sendable {
  /// The first eight bytes, big-endian.
  package let high: UInt64
  /// The last eight bytes, big-endian.
  package let low: UInt64

  /// A visitor id with the hash in it: UUID version 8 (RFC 9562, section 5.8), so that it is never taken for the id in
  /// a cookie. 122 of the 128 bits are the hash's.
  package var visitorID: Visitor.ID {
    Visitor.ID(high: high & ~0xf000 | 0x8000, low: low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000)
  }
}

/// Makes visitor hashes with the salt of one day.
///
/// The hash is the first half of SHA-256 over the salt, the program, the whole address and the agent; what is left out
/// keeps it from being extended, as HMAC would at five times the price, and every click pays it. When the salt is thrown
/// away after its day, nobody can find out any more which addresses were there, however many they try.
package struct VisitorHasher: Sendable {
  private let salt: [UInt8]

  /// A hasher with the salt of a day: 16 bytes or more, best 32.
  package init(salt: [UInt8]) {
    precondition(salt.count >= 16, "a salt has at least 16 bytes")
    self.salt = salt
  }

  /// A new salt: 32 bytes of the system's random numbers.
  package static func newSalt() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// The hash of a visitor. The same address and agent are other visitors in another program.
  package func hash(program: Program.ID, address: IPAddress?, userAgent: String) -> VisitorHash {
    var message: [UInt8] = []
    message.reserveCapacity(salt.count + 33 + userAgent.utf8.count)
    message.append(contentsOf: salt)
    program.appendBytes(to: &message)
    // Version and address have a fixed length, so that no two visitors make the same message.
    message.append(address?.version.rawValue ?? 0)
    Visitor.ID(high: address?.high ?? 0, low: address?.low ?? 0).appendBytes(to: &message)
    message.append(contentsOf: userAgent.utf8)
    var high: UInt64 = 0
    var low: UInt64 = 0
    var count = 0
    for byte in SHA256.hash(data: message) {
      if count < 8 { high = high << 8 | UInt64(byte) } else if count < 16 { low = low << 8 | UInt64(byte) }
      count += 1
    }
    return VisitorHash(high: high, low: low)
  }
}
