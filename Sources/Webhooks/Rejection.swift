/// Why a delivery is not taken.
package enum Rejection: Error, Sendable, Equatable {
  /// A header field that the scheme needs is not there, or empty.
  case missingHeader(String)
  /// A header field is not of its form, or stands there twice.
  case malformedHeader(String)
  /// None of the signatures was made with one of the secrets over these bytes.
  case badSignature
  /// It was signed too long ago.
  case stale
  /// It was signed at a time that has not come yet.
  case fromTheFuture
  /// The body is not JSON: what is wrong, and where.
  case notJSON(String)
  /// The body is JSON, but not what it says it is: the field, as a path, and what is wrong with it.
  case unusable(field: String, reason: String)

  /// What the rejection is called in answers, logs and metrics; never changes.
  package var code: String {
    switch self {
    case .missingHeader: "missing_header"
    case .malformedHeader: "malformed_header"
    case .badSignature: "bad_signature"
    case .stale: "stale"
    case .fromTheFuture: "from_the_future"
    case .notJSON: "not_json"
    case .unusable: "unusable"
    }
  }
}

extension Rejection: CustomStringConvertible {
  /// A sentence for whoever sent the delivery. It says nothing of the secret or of the signature that was expected.
  package var description: String {
    switch self {
    case .missingHeader(let name): "The header \(name) is missing."
    case .malformedHeader(let name): "The header \(name) is not of the form that the provider documents."
    case .badSignature: "No signature was made with a secret of this source over these bytes."
    case .stale: "The delivery was signed too long ago; check the sender's clock, or send it anew."
    case .fromTheFuture: "The delivery was signed at a time that has not come yet; check the sender's clock."
    case .notJSON(let reason): "The body is not valid JSON: \(reason)."
    case .unusable(let field, let reason): "\(field) \(reason)"
    }
  }
}
