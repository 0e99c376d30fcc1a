internal import Crypto
internal import Foundation

/// What stands in the address of an advocate's own page: whose page it is, under a seal that only the program's key can
/// make. The seal also covers a version, which is not in it: raising an advocate's version voids every token before.
///
/// 48 bytes in base64url (RFC 4648, section 5), 64 characters: program, advocate, and the first 128 bits of an
/// HMAC-SHA-256 (RFC 2104; section 5 allows to cut it so).
package struct PortalToken: Hashable, Sendable {
  /// Whose program.
  package let program: Program.ID
  /// Whose page.
  package let advocate: Advocate.ID
  private let seal: [UInt8]

  /// The token of an advocate's page.
  /// - Parameters:
  ///   - version: how many times it was taken back, from 1.
  ///   - key: the program's.
  package init(of advocate: Advocate.ID, version: Int, program: Program.ID, key: [UInt8]) {
    self.program = program
    self.advocate = advocate
    seal = Self.seal(advocate, version, program, key)
  }

  /// Takes a token as a request brings it, sealed or not; `nil` for text that cannot be one.
  package init?(_ text: String) {
    guard text.utf8.count == 64, text.utf8.allSatisfy(Self.isDigit) else { return nil }
    let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    guard let data = Data(base64Encoded: plain), data.count == 48 else { return nil }
    let bytes = Array(data)
    guard let program = Program.ID(bytes: bytes[0..<16]), let advocate = Advocate.ID(bytes: bytes[16..<32]) else {
      return nil
    }
    self.program = program
    self.advocate = advocate
    seal = Array(bytes[32...])
  }

  /// The token as it stands in an address.
  package var text: String {
    Data(program.bytes + advocate.bytes + seal).base64EncodedString()
      .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
  }

  /// Whether the program's key made the seal, for this version, in a time that does not tell how much of it is right.
  package func isSealed(version: Int, key: [UInt8]) -> Bool {
    ConstantTime.equal(seal, Self.seal(advocate, version, program, key))
  }

  private static func seal(_ advocate: Advocate.ID, _ version: Int, _ program: Program.ID, _ key: [UInt8]) -> [UInt8] {
    let message = Array("portal \(program) \(advocate) \(version)".utf8)
    return Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)).prefix(16))
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
    default: false
    }
  }
}
