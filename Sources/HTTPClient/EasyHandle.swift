internal import CCurl
internal import CSystem
internal import Glibc

/// One of libcurl's easy handles, used for one transfer after another; owns it, and what a transfer lends to libcurl.
///
/// Lives on the client's thread.
@safe final class EasyHandle {
  let easy: UnsafeMutableRawPointer
  private let configuration: HTTPClient.Configuration
  private let errorText: UnsafeMutablePointer<CChar>
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var addresses: UnsafeMutablePointer<curl_slist>?

  /// What goes on with it.
  private(set) var transfer: Transfer?
  private var answer = Answer()
  private var attempts = Attempts()

  /// What became of the addresses that were tried.
  private struct Attempts {
    var refused = 0
    var opened = 0
    /// Why there was no socket for an address that was allowed.
    var error: Int32?
  }

  init(_ configuration: HTTPClient.Configuration) throws(HTTPClient.Failure) {
    guard let easy = unsafe curl_easy_init() else { throw .other("no memory") }
    unsafe self.easy = unsafe easy
    self.configuration = configuration
    unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    unsafe headers = nil
    unsafe addresses = nil
    try setUp()
  }

  deinit {
    unsafe curl_easy_cleanup(easy)
    unsafe errorText.deallocate()
    freeLists()
  }

  private func freeLists() {
    unsafe curl_slist_free_all(headers)
    unsafe curl_slist_free_all(addresses)
    unsafe headers = nil
    unsafe addresses = nil
  }

  // MARK: Options

  /// Sets what is the same for all transfers.
  private func setUp() throws(HTTPClient.Failure) {
    let this = unsafe Unmanaged.passUnretained(self).toOpaque()
    try set(CURLOPT_NOSIGNAL, 1)
    // A transfer that ends while its name is being looked up must not wait for the look-up, nor make the thread wait.
    try set(CURLOPT_QUICK_EXIT, 1)
    try set(CURLOPT_PROTOCOLS_STR, "http,https")
    try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    try set(CURLOPT_HTTP09_ALLOWED, 0)
    try set(CURLOPT_FOLLOWLOCATION, 0)
    try set(CURLOPT_PROXY, "")
    try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
    try set(CURLOPT_HTTP_CONTENT_DECODING, 0)
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    try setAuthorities()
    try set(CURLOPT_USERAGENT, configuration.userAgent)
    try set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.wholeMilliseconds)

    try unsafe check(ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText))
    try unsafe check(ccurl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, this))
    try unsafe check(
      ccurl_set_opener(easy) { this, _, address in
        unsafe Unmanaged<EasyHandle>.fromOpaque(this!).takeUnretainedValue().open(address)
      })
    try unsafe check(ccurl_set_pointer(easy, CURLOPT_HEADERDATA, this))
    try unsafe check(
      ccurl_set_receiver(easy, CURLOPT_HEADERFUNCTION) { bytes, _, count, this in
        let line = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
        let handle = unsafe Unmanaged<EasyHandle>.fromOpaque(this!).takeUnretainedValue()
        return unsafe handle.answer.receiveLine(line) ? count : 0
      })
    try unsafe check(ccurl_set_pointer(easy, CURLOPT_WRITEDATA, this))
    try unsafe check(
      ccurl_set_receiver(easy, CURLOPT_WRITEFUNCTION) { bytes, _, count, this in
        let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
        let handle = unsafe Unmanaged<EasyHandle>.fromOpaque(this!).takeUnretainedValue()
        return unsafe handle.answer.receiveBody(piece, limit: handle.configuration.responseLimit) ? count : 0
      })
  }

  /// libcurl keeps a bundle that it has read for later connections only if it is a file and there is no directory
  /// beside it; reading it each time would cost more than the handshake.
  private func setAuthorities() throws(HTTPClient.Failure) {
    if let bundle = configuration.certificateAuthorities {
      try set(CURLOPT_CAINFO, bundle)
    } else {
      guard let builtIn = unsafe ccurl_version().pointee.cainfo, unsafe access(builtIn, R_OK) == 0
      else { return }
    }
    try unsafe check(ccurl_set_text(easy, CURLOPT_CAPATH, nil))
  }

  private func set(_ option: CURLoption, _ value: Int) throws(HTTPClient.Failure) {
    try unsafe check(ccurl_set_number(easy, option, value))
  }

  private func set(_ option: CURLoption, _ text: String) throws(HTTPClient.Failure) {
    try unsafe check(ccurl_set_text(easy, option, text))
  }

  private func check(_ code: CURLcode) throws(HTTPClient.Failure) {
    guard code == CURLE_OK else { throw .other(unsafe String(cString: curl_easy_strerror(code))) }
  }

  // MARK: One transfer

  /// Gets ready for a transfer.
  func prepare(_ transfer: Transfer) throws(HTTPClient.Failure) {
    let message = transfer.message
    self.transfer = transfer
    answer = Answer()
    attempts = Attempts()
    unsafe errorText[0] = 0

    try set(CURLOPT_URL, message.url)
    for line in message.lines { unsafe headers = try appending(line, to: headers) }
    try unsafe check(ccurl_set_list(easy, CURLOPT_HTTPHEADER, headers))
    if let known = configuration.hosts[message.origin.host], !known.isEmpty {
      let entry = "\(message.origin.host):\(message.origin.port):\(known.joined(separator: ","))"
      unsafe addresses = try appending(entry, to: addresses)
    }
    try unsafe check(ccurl_set_list(easy, CURLOPT_RESOLVE, addresses))
    try set(CURLOPT_TIMEOUT_MS, (transfer.timeout ?? configuration.timeout).wholeMilliseconds)
    try setMethod(message)
  }

  private func setMethod(_ message: Message) throws(HTTPClient.Failure) {
    let natural: String
    if !message.body.isEmpty || ["POST", "PUT", "PATCH"].contains(message.method) {
      let code = unsafe message.body.withUnsafeBytes { body in
        unsafe body.isEmpty ? ccurl_set_body(easy, "", 0) : ccurl_set_body(easy, body.baseAddress, Int64(body.count))
      }
      try check(code)
      try set(CURLOPT_POST, 1)
      natural = "POST"
    } else {
      try unsafe check(ccurl_set_body(easy, nil, 0))
      try set(CURLOPT_HTTPGET, 1)
      if message.method == "HEAD" { try set(CURLOPT_NOBODY, 1) }
      natural = message.method == "HEAD" ? "HEAD" : "GET"
    }
    try unsafe check(ccurl_set_text(easy, CURLOPT_CUSTOMREQUEST, nil))
    if message.method != natural { try set(CURLOPT_CUSTOMREQUEST, message.method) }
  }

  private func appending(
    _ line: String, to list: UnsafeMutablePointer<curl_slist>?
  ) throws(HTTPClient.Failure) -> UnsafeMutablePointer<curl_slist> {
    guard let longer = unsafe curl_slist_append(list, line) else { throw .other("no memory") }
    return unsafe longer
  }

  /// Lets go of what was lent for the transfer, which has been taken out of libcurl's hands.
  func clear() {
    transfer = nil
    answer = Answer()
    _ = unsafe ccurl_set_list(easy, CURLOPT_HTTPHEADER, nil)
    _ = unsafe ccurl_set_list(easy, CURLOPT_RESOLVE, nil)
    freeLists()
  }

  /// Opens a socket for a connection to this address, if it may be connected to.
  private func open(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
    var octets = [UInt8](repeating: 0, count: 16)
    let count = unsafe address.map { unsafe Int(ccurl_address($0, &octets)) } ?? 0
    guard count > 0, configuration.permits(Array(octets.prefix(count))) else {
      attempts.refused += 1
      return CURL_SOCKET_BAD
    }
    let socket = csystem_tcp_socket(count == 4 ? AF_INET : AF_INET6)
    guard socket >= 0 else {
      attempts.error = errno
      return CURL_SOCKET_BAD
    }
    attempts.opened += 1
    return socket
  }

  // MARK: How it ended

  func outcome(_ code: CURLcode) -> Transfer.Outcome {
    // Refusing more of the body is how a transfer is cut.
    guard code == CURLE_OK || code == CURLE_WRITE_ERROR && answer.isCut else { return .failure(failure(code)) }
    var status = 0
    var microseconds: Int64 = 0
    _ = unsafe ccurl_get_number(easy, CURLINFO_RESPONSE_CODE, &status)
    _ = unsafe ccurl_get_offset(easy, CURLINFO_TOTAL_TIME_T, &microseconds)
    return .success(
      HTTPClient.Response(
        status: status, headers: answer.headers, body: answer.body, isCut: answer.isCut,
        seconds: Double(microseconds) / 1_000_000))
  }

  private func failure(_ code: CURLcode) -> HTTPClient.Failure {
    let text = unsafe errorText[0] != 0 ? String(cString: errorText) : String(cString: curl_easy_strerror(code))
    switch code {
    case CURLE_URL_MALFORMAT: return .badURL
    case CURLE_COULDNT_RESOLVE_HOST: return .resolution
    case CURLE_COULDNT_CONNECT:
      if attempts.opened > 0 { return .connect }
      if attempts.refused > 0 { return .refusedAddress }
      guard let error = attempts.error, error != EAFNOSUPPORT else { return .connect }
      return .other(unsafe "no socket: \(String(cString: strerror(error)))")
    case CURLE_OPERATION_TIMEDOUT: return .timeout
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
      return .tls(text)
    case CURLE_WRITE_ERROR where answer.isHeadTooLong:
      return .badAnswer("its head is longer than \(Answer.headLimit) bytes")
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR,
      CURLE_SEND_ERROR, CURLE_BAD_CONTENT_ENCODING:
      return .badAnswer(text)
    default: return .other(text)
    }
  }
}

extension Duration {
  /// Rounded up and at least 1, for libcurl takes 0 for no limit.
  var wholeMilliseconds: Int {
    guard self < .seconds(2_000_000) else { return 2_000_000_000 }
    return max(1, Int((self / .milliseconds(1)).rounded(.up)))
  }
}
