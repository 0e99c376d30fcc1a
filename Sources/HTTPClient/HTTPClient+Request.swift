extension HTTPClient {
  /// What is sent.
  package struct Request: Sendable {
    /// The method, in capitals.
    package var method: String
    /// An absolute URL, `http` or `https`, in ASCII: what isn't is percent-encoded, or in Punycode, already.
    package var url: String
    /// Header fields besides those of the client: `Host`, `User-Agent`, `Content-Length`. Names are not checked for
    /// repetitions.
    package var headers: [(String, String)]
    /// The body, sent with its length.
    package var body: [UInt8]
    /// How long the whole transfer may take; nil for what the client's configuration says.
    package var timeout: Duration?

    /// A request.
    package init(
      method: String = "POST", url: String, headers: [(String, String)] = [], body: [UInt8] = [],
      timeout: Duration? = nil
    ) {
      self.method = method
      self.url = url
      self.headers = headers
      self.body = body
      self.timeout = timeout
    }
  }
}
