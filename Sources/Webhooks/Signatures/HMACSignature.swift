internal import Crypto
import Foundation

/// Signatures by HMAC with SHA-256 (RFC 2104), which all but one scheme are made of.
enum HMACSignature {
  /// The code of a message under a key: 32 bytes.
  static func make(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
  }

  /// Whether any of the codes was made of a message under any of the keys, compared in a time that does not tell how
  /// much of a code is right.
  static func isValid(_ codes: [[UInt8]], for message: [UInt8], keys: [[UInt8]]) -> Bool {
    for key in keys {
      let key = SymmetricKey(data: key)
      for code in codes where HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: key) {
        return true
      }
    }
    return false
  }

  /// The bytes of base64 with its padding (RFC 4648, section 4); `nil` for anything else.
  static func bytes(base64 text: some StringProtocol) -> [UInt8]? { Data(base64Encoded: String(text)).map(Array.init) }

  /// Bytes in base64 with its padding.
  static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

  /// The 64 digits of a SHA-256, for a delivery that has no id of its own.
  static func digest(_ bytes: [UInt8]) -> String { Hexadecimal.text(Array(SHA256.hash(data: bytes))) }
}
