extension HTTPClient {
  /// What a client allows and waits for.
  package struct Configuration: Sendable {
    /// How many transfers go on at once; more wait in line.
    package var maximumTransfers = 1_000
    /// How many transfers go on at once with one scheme, host and port; more wait in line, and hold no other host's
    /// up.
    package var maximumPerHost = 16
    /// How many connections are open at once, those that are kept for later transfers included. Fewer than
    /// ``maximumTransfers`` would close connections that could be used again.
    package var maximumConnections = 2_000
    /// How many bytes of a response's body are kept. The rest is not read: the connection is closed.
    package var responseLimit = 20_000
    /// How long finding the address, connecting and the TLS handshake may take together.
    package var connectTimeout: Duration = .seconds(10)
    /// How long a whole transfer may take from when its turn comes, unless the request says otherwise.
    package var timeout: Duration = .seconds(30)
    /// A file of PEM certificates that are trusted instead of the system's.
    package var certificateAuthorities: String?
    /// What the client calls itself.
    package var userAgent = "Resonance"
    /// Names whose addresses are given here and not looked up, as in a hosts file: lower-case names, IP addresses.
    /// Their addresses are put before ``permits`` like any others.
    package var hosts: [String: [String]] = [:]
    /// Whether a connection may be opened to this address: the 4 octets of an IPv4 address or the 16 of an IPv6 one.
    ///
    /// It is asked when a connection opens, about the very address that is then connected to, and about each address
    /// of a name that is tried: a name that changes its address between a check and its use has nothing to gain. Runs
    /// on the client's thread, so it must be quick.
    package var permits: @Sendable (_ address: [UInt8]) -> Bool

    /// The defaults, with who may be connected to.
    package init(permits: @escaping @Sendable (_ address: [UInt8]) -> Bool) {
      self.permits = permits
    }
  }
}
