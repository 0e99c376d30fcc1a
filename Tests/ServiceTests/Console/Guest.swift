import Postgres
import Referrals
import TestSupport
import Testing

@testable import Service

/// A browser without scripts: it keeps cookies, fills in forms, and follows where it is sent.
final class Guest {
  let port: Int
  private var cookies: [String: String] = [:]
  /// Sent with every request.
  var fields: [(String, String)] = []

  init(_ service: LiveService) { port = service.port }

  /// A browser that is signed in to the console by this key.
  static func signedIn(_ service: LiveService, key: String) async throws -> Guest {
    let guest = Guest(service)
    let answer = try await guest.post("/console/sign-in", ["key": key])
    #expect(answer.status == 303)
    return guest
  }

  var isSignedIn: Bool { cookies["rsn_session"] != nil }

  func get(_ path: String) async throws -> HTTPAnswer { try await ask("GET", path, body: nil) }

  /// Sends a form as it is given.
  func post(_ path: String, _ form: KeyValuePairs<String, String>) async throws -> HTTPAnswer {
    let pairs = form.map { name, value in
      "\(name)=\(Referrals.PercentEncoding.encode(value, keeping: .unreserved))"
    }
    return try await ask("POST", path, body: Array(pairs.joined(separator: "&").utf8))
  }

  /// Sends a form of a page, with the token that the page's forms carry: the one for signing out comes first.
  func submit(_ path: String, from page: String, _ form: KeyValuePairs<String, String>) async throws -> HTTPAnswer {
    let tokens = try await get(page).text.matches(of: /name="csrf" value="([0-9a-f]{64})"/)
    let token = try #require(path == "/console/sign-out" ? tokens.first : tokens.last).1
    var pairs = form.map { ($0.key, $0.value) }
    pairs.append(("csrf", String(token)))
    let body = pairs.map { "\($0)=\(Referrals.PercentEncoding.encode($1, keeping: .unreserved))" }
    return try await ask("POST", path, body: Array(body.joined(separator: "&").utf8))
  }

  /// Sends a form of a page with a file, as browsers do.
  /// - Parameters:
  ///   - token: what stands for the token that the page's forms carry; nil: that.
  ///   - isChunked: whether it does not say beforehand how long all is.
  ///   - isWhole: whether it says where the form ends.
  func upload(
    _ path: String, from page: String? = nil, _ form: KeyValuePairs<String, String>, token: String? = nil,
    file: String, _ content: String, isChunked: Bool = false, isWhole: Bool = true
  ) async throws -> HTTPAnswer {
    var fields = form.map { ($0.key, $0.value) }
    if let token {
      fields.insert(("csrf", token), at: 0)
    } else {
      // The token for signing out comes first.
      let tokens = try await get(page ?? path).text.matches(of: /name="csrf" value="([0-9a-f]{64})"/)
      fields.insert(("csrf", String(try #require(tokens.last).1)), at: 0)
    }
    let boundary = "----GuestFormBoundary7MA4YWxkTrZu0gW"
    var text = ""
    for (name, value) in fields {
      text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
    }
    text +=
      "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(file)\"\r\nContent-Type: text/csv\r\n\r\n"
    text += content + (isWhole ? "\r\n--\(boundary)--\r\n" : "")
    return try await ask(
      "POST", path, body: Array(text.utf8), type: "multipart/form-data; boundary=\(boundary)", isChunked: isChunked)
  }

  /// Its cookies, as it sends them.
  var cookie: [(String, String)] {
    guard !cookies.isEmpty else { return [] }
    return [("Cookie", cookies.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: "; "))]
  }

  private func ask(
    _ method: String, _ path: String, body: [UInt8]?, type: String = "application/x-www-form-urlencoded",
    isChunked: Bool = false
  ) async throws -> HTTPAnswer {
    var fields = fields + cookie
    if body != nil { fields.append(("Content-Type", type)) }
    let answer: HTTPAnswer
    if isChunked, let body {
      fields += [("Connection", "close"), ("Transfer-Encoding", "chunked")]
      var request = HTTPWire.request(method, path, fields: fields)
      for start in stride(from: 0, to: body.count, by: 5_000) {
        let chunk = body[start..<min(body.count, start + 5_000)]
        request += Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + [0x0D, 0x0A]
      }
      request += Array("0\r\n\r\n".utf8)
      answer = try await onOwnThread { [port, request] in
        let wire = try HTTPWire(port: port)
        try wire.send(request)
        return try wire.receive()
      }
    } else {
      answer = try await HTTPWire.ask(method, path, port: port, fields: fields, body: body)
    }
    for field in answer.fields where field.name == "set-cookie" {
      let parts = field.value.split(separator: ";", omittingEmptySubsequences: false)
      let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else { continue }
      cookies[String(pair[0])] = parts.contains(" Max-Age=0") ? nil : String(pair[1])
    }
    return answer
  }
}
