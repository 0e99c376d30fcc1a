internal import Crypto
import Foundation
package import Referrals

/// Signatures of Standard Webhooks 1.0.0: `v1` is HMAC with SHA-256, `v1a` is Ed25519, both over `id.timestamp.body`.
package enum StandardSignature {
  /// The header fields of one attempt to send a body: the id is the same at every attempt, the time is the attempt's.
  /// Each secret (`whsec_`, or the private `whsk_`) adds a signature, so that receivers can change over from one to the
  /// next. Throws for a secret that is neither.
  package static func headers(
    id: String, timestamp: Timestamp, body: [UInt8], secrets: [SigningSecret]
  ) throws(InvalidSecret) -> [(name: String, value: String)] {
    let time = String(timestamp.seconds)
    let message = content(id: id, time: time, body: body)
    var signatures: [String] = []
    for secret in secrets {
      switch try Key(secret.text) {
      case .shared(let key):
        signatures.append("v1," + HMACSignature.base64(HMACSignature.make(message, key: key)))
      case .signing(let key):
        guard let signature = try? key.signature(for: message) else {
          throw InvalidSecret(description: "can't be signed with.")
        }
        signatures.append("v1a," + signature.base64EncodedString())
      case .verifying: throw InvalidSecret(description: "is a public key, which only verifies.")
      }
    }
    let fields = Fields.standard
    return [(fields.id, id), (fields.time, time), (fields.signature, signatures.joined(separator: " "))]
  }

  /// What is signed.
  static func content(id: String, time: String, body: [UInt8]) -> [UInt8] {
    var message: [UInt8] = []
    message.reserveCapacity(id.utf8.count + time.utf8.count + 2 + body.count)
    message += "\(id).\(time).".utf8
    message += body
    return message
  }

  /// Whether one of a list of signatures is one of a message with one of the secrets.
  static func isValid(_ list: String, for message: [UInt8], secrets: [SigningSecret]) -> Bool {
    var codes: [[UInt8]] = []
    var signatures: [[UInt8]] = []
    for entry in list.split(separator: " ") {
      if entry.hasPrefix("v1,"), let code = HMACSignature.bytes(base64: entry.dropFirst(3)) { codes.append(code) }
      if entry.hasPrefix("v1a,"), let code = HMACSignature.bytes(base64: entry.dropFirst(4)) { signatures.append(code) }
    }
    for secret in secrets {
      switch try? Key(secret.text) {
      case .shared(let key): if HMACSignature.isValid(codes, for: message, keys: [key]) { return true }
      case .verifying(let key):
        if signatures.contains(where: { key.isValidSignature($0, for: message) }) { return true }
      case .signing, nil: break
      }
    }
    return false
  }
}

extension StandardSignature {
  /// What the header fields are called.
  struct Fields {
    let id: String
    let time: String
    let signature: String

    /// As in the specification.
    static let standard = Fields(prefix: "webhook-")
    /// As Svix calls them, by which many services send (docs.svix.com/receiving/verifying-payloads/how-manual); all else
    /// is as in the specification.
    static let svix = Fields(prefix: "svix-")

    private init(prefix: String) {
      id = "\(prefix)id"
      time = "\(prefix)timestamp"
      signature = "\(prefix)signature"
    }

    /// Those of a delivery: Svix's where none of the specification's is there, never some of each.
    init(of delivery: RawDelivery) {
      self = !Self.standard.isAny(of: delivery) && Self.svix.isAny(of: delivery) ? .svix : .standard
    }

    private func isAny(of delivery: RawDelivery) -> Bool {
      [id, time, signature].contains { delivery.header($0) != nil }
    }
  }

  /// A secret by its kind.
  enum Key {
    /// `whsec_`: shared by sender and receiver.
    case shared([UInt8])
    /// `whsk_`: the sender's.
    case signing(Curve25519.Signing.PrivateKey)
    /// `whpk_`: the receiver's.
    case verifying(Curve25519.Signing.PublicKey)

    /// Reads a secret; throws the rule that it breaks.
    init(_ text: String) throws(InvalidSecret) {
      try InvalidSecret.check(text)
      guard let underscore = text.firstIndex(of: "_"), ["whsec", "whsk", "whpk"].contains(text[..<underscore]) else {
        throw InvalidSecret(description: "must start with whsec_ (or whpk_, for a public key).")
      }
      guard let bytes = HMACSignature.bytes(base64: text[text.index(after: underscore)...]) else {
        throw InvalidSecret(description: "must be base64 with its padding after the underscore.")
      }
      switch text[..<underscore] {
      case "whsec":
        guard (24...64).contains(bytes.count) else {
          throw InvalidSecret(
            description: "must be the base64 of 24 to 64 bytes after whsec_, and is of \(bytes.count).")
        }
        self = .shared(bytes)
      case "whsk":
        // The seed, alone or with the public key behind it.
        guard bytes.count == 32 || bytes.count == 64,
          let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.prefix(32))
        else {
          throw InvalidSecret(description: "must be the base64 of an Ed25519 private key after whsk_.")
        }
        self = .signing(key)
      default:
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
          throw InvalidSecret(description: "must be the base64 of an Ed25519 public key of 32 bytes after whpk_.")
        }
        self = .verifying(key)
      }
    }
  }
}
