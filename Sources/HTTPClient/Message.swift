internal import CCurl

/// A request that can be sent as it is: no line of its head holds more than one line, and its URL is `http` or `https`.
struct Message: Sendable {
  let method: String
  let url: String
  /// Scheme, host in lower case, and port: those who share it share connections, and wait in one line.
  let origin: Origin
  /// As libcurl wants them: `Name: value`, and `Name;` for a field without a value.
  let lines: [String]
  let body: [UInt8]

  struct Origin: Sendable, Hashable {
    var scheme: String
    var host: String
    var port: Int
  }

  init(_ request: HTTPClient.Request) throws(HTTPClient.Failure) {
    guard Self.isToken(request.method) else { throw .badRequest("\"\(request.method)\" is no method.") }
    method = request.method
    url = request.url
    origin = try Origin(request.url)
    body = request.body

    // What libcurl would add by itself: 100-continue is a wait for nothing, and the others say what nobody has said.
    var unsaid = ["expect": "Expect:", "accept": "Accept:", "content-type": "Content-Type:"]
    var lines: [String] = []
    lines.reserveCapacity(request.headers.count + unsaid.count)
    for (name, value) in request.headers {
      guard Self.isToken(name) else { throw .badRequest("\"\(name)\" is no field name.") }
      guard Self.isValue(value) else { throw .badRequest("The value of \(name) holds a control character.") }
      let lowercased = name.lowercased()
      guard !Self.reserved.contains(lowercased) else { throw .badRequest("\(name) is set by the client.") }
      unsaid[lowercased] = nil
      lines.append(value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? "\(name);" : "\(name): \(value)")
    }
    self.lines = lines + unsaid.values
  }

  /// Fields that say where the message ends, or what becomes of the connection (RFC 9110, section 7; RFC 9112,
  /// section 6).
  private static let reserved: Set<String> = [
    "connection", "content-length", "expect", "host", "keep-alive", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade",
  ]

  /// A token of RFC 9110, section 5.6.2.
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { octet in
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(octet)
        }
      }
  }

  /// A field value of RFC 9110, section 5.5: no control characters but the tab.
  private static func isValue(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
  }
}

extension Message.Origin {
  /// Reads it as libcurl will.
  init(_ url: String) throws(HTTPClient.Failure) {
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .badURL }
    guard let handle = unsafe curl_url() else { throw .other("no memory") }
    defer { unsafe curl_url_cleanup(handle) }
    guard unsafe curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
      let scheme = unsafe Self.part(CURLUPART_SCHEME, of: handle)?.lowercased(), scheme == "http" || scheme == "https",
      let host = unsafe Self.part(CURLUPART_HOST, of: handle)?.lowercased(), !host.isEmpty,
      let port = unsafe Self.part(CURLUPART_PORT, of: handle).flatMap({ Int($0) }), port > 0
    else { throw .badURL }
    self.init(scheme: scheme, host: host, port: port)
  }

  private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe curl_url_get(handle, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text = unsafe text
    else { return nil }
    defer { unsafe curl_free(text) }
    return unsafe String(cString: text)
  }
}
