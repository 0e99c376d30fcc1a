extension HTTPClient {
  /// Why there is no response.
  package enum Failure: Error, Sendable, Hashable {
    /// ``HTTPClient/Configuration/permits`` said no to every address of the host that was tried; nothing was connected.
    case refusedAddress
    /// The host's name has no address, or could not be looked up.
    case resolution
    /// No connection came about.
    case connect
    /// No secure connection came about: an untrusted or expired certificate, another host's, or no common protocol.
    case tls(String)
    /// It took too long.
    case timeout
    /// The URL cannot be read, or is neither `http` nor `https`.
    case badURL
    /// The method or a header field cannot be sent as it is.
    case badRequest(String)
    /// What came is no whole HTTP response: something else, cut short, or nothing before the connection closed.
    case badAnswer(String)
    /// The task was cancelled.
    case cancelled
    /// The client has been closed.
    case closed
    /// Something else, mostly on this side: no memory, no file descriptors.
    case other(String)
  }
}

extension HTTPClient.Failure: CustomStringConvertible {
  /// A short word for programs, which stays the same.
  package var code: String {
    switch self {
    case .refusedAddress: "refused_address"
    case .resolution: "resolution"
    case .connect: "connect"
    case .tls: "tls"
    case .timeout: "timeout"
    case .badURL: "bad_url"
    case .badRequest: "bad_request"
    case .badAnswer: "bad_answer"
    case .cancelled: "cancelled"
    case .closed: "closed"
    case .other: "other"
    }
  }

  /// A short sentence for people.
  package var description: String {
    switch self {
    case .refusedAddress: "The host's address is one that may not be connected to."
    case .resolution: "The host's name could not be resolved."
    case .connect: "The host did not accept the connection."
    case .tls(let reason): "No secure connection: \(reason)"
    case .timeout: "The host took too long."
    case .badURL: "The URL is not one of http or https that can be read."
    case .badRequest(let reason): "The request cannot be sent: \(reason)"
    case .badAnswer(let reason): "What came back is no whole HTTP response: \(reason)"
    case .cancelled: "The request was cancelled."
    case .closed: "The client has been closed."
    case .other(let reason): "The request failed: \(reason)"
    }
  }
}
