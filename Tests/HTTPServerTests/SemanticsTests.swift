import HTTPTypes
import Synchronization
import Testing

@testable import HTTPServer

@Suite struct SemanticsTests {
  /// Sends one request and everything after it, and returns all that comes back until the server closes.
  private static func exchange(_ text: String, _ router: Router = .sample) async throws -> String {
    try await serving(router) { port in
      let wire = try Wire(port: port)
      wire.send(text)
      return wire.receiveAll()
    }
  }

  private static let close = "Host: a\r\nConnection: close\r\n"

  @Test("every answer has a Date, refusals too")
  func date() async throws {
    let answer = try await Self.exchange(
      "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: a\r\n\r\nrubbish\r\n")
    #expect(answer.occurrences(of: "HTTP/1.1 ") == 3)
    #expect(answer.occurrences(of: "\r\nDate: ") == 3)
  }

  @Test("HEAD is GET without the body, its length included")
  func head() async throws {
    let answer = try await Self.exchange("HEAD / HTTP/1.1\r\n\(Self.close)\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(answer.contains("\r\nContent-Length: 5\r\n"))
    #expect(answer.hasSuffix("\r\n\r\n"))
  }

  @Test("HEAD of a stream does not run it")
  func headOfStream() async throws {
    let answer = try await Self.exchange("HEAD /stream HTTP/1.1\r\n\(Self.close)\r\n")
    #expect(answer.contains("\r\nTransfer-Encoding: chunked\r\n"))
    #expect(answer.hasSuffix("\r\n\r\n"))
    #expect(!answer.contains("one"))
  }

  @Test("the handler of a GET route sees that it is asked by HEAD")
  func headIsSeen() async throws {
    var router = Router()
    router.on(.get, "/") { Response(.ok, headers: [.init("X-Method")!: $0.method.rawValue]) }
    #expect(try await Self.exchange("HEAD / HTTP/1.1\r\n\(Self.close)\r\n", router).contains("X-Method: HEAD"))
  }

  @Test("204 and 304 have neither length nor body", arguments: [204, 304])
  func bodiless(code: Int) async throws {
    var router = Router()
    router.on(.get, "/") { _ in Response(.init(code: code), body: .text("not to be sent")) }
    let answer = try await Self.exchange("GET / HTTP/1.1\r\n\(Self.close)\r\n", router)
    #expect(answer.hasPrefix("HTTP/1.1 \(code) "))
    #expect(!answer.contains("Content-Length"))
    #expect(answer.hasSuffix("\r\n\r\n"))
  }

  @Test("a handler cannot set the framing")
  func framing() async throws {
    var router = Router()
    router.on(.get, "/") { _ in
      Response(
        .ok, headers: [.contentLength: "99", .transferEncoding: "chunked", .date: "yesterday", .connection: "upgrade"],
        body: .text("hello"))
    }
    let answer = try await Self.exchange("GET / HTTP/1.1\r\n\(Self.close)\r\n", router)
    #expect(answer.contains("\r\nContent-Length: 5\r\n"))
    for field in ["99", "chunked", "yesterday", "upgrade"] { #expect(!answer.contains(field)) }
  }

  @Test("a line end in a field's value does not start another field")
  func injection() async throws {
    var router = Router()
    router.on(.get, "/") { _ in Response(.found, headers: [.location: "/a\r\nSet-Cookie: b=c"]) }
    let answer = try await Self.exchange("GET / HTTP/1.1\r\n\(Self.close)\r\n", router)
    #expect(!answer.contains("\r\nSet-Cookie"))
  }

  @Test("a stream is sent in chunks to HTTP/1.1, until the end of the connection to HTTP/1.0")
  func stream() async throws {
    let chunked = try await Self.exchange("GET /stream HTTP/1.1\r\n\(Self.close)\r\n")
    #expect(chunked.hasSuffix("\r\n\r\n4\r\none \r\n4\r\ntwo \r\n5\r\nthree\r\n0\r\n\r\n"))
    let raw = try await Self.exchange("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    #expect(raw.hasSuffix("\r\n\r\none two three"))
    #expect(raw.contains("\r\nConnection: close\r\n"))
    #expect(!raw.contains("Transfer-Encoding"))
  }

  @Test("a stream that fails is cut, not ended")
  func brokenStream() async throws {
    struct Broken: Error {}
    var router = Router()
    router.on(.get, "/") { _ in
      Response(
        .ok,
        body: .stream { writer in
          try await writer.write("some")
          throw Broken()
        })
    }
    let answer = try await Self.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n", router)
    #expect(answer.contains("some"))
    #expect(!answer.hasSuffix("0\r\n\r\n"))
  }

  @Test("an unknown path is 404, a known one with another method 405 with Allow")
  func routing() async throws {
    let unknown = try await Self.exchange("GET /nowhere HTTP/1.1\r\n\(Self.close)\r\n")
    #expect(unknown.hasPrefix("HTTP/1.1 404 "))
    let other = try await Self.exchange("DELETE / HTTP/1.1\r\n\(Self.close)\r\n")
    #expect(other.hasPrefix("HTTP/1.1 405 "))
    #expect(other.contains("\r\nAllow: GET, HEAD, OPTIONS\r\n"))
  }

  @Test("OPTIONS tells the methods of a path, and with * those of the server")
  func options() async throws {
    let one = try await Self.exchange("OPTIONS /echo HTTP/1.1\r\n\(Self.close)\r\n")
    #expect(one.hasPrefix("HTTP/1.1 204 "))
    #expect(one.contains("\r\nAllow: OPTIONS, POST\r\n"))
    let all = try await Self.exchange("OPTIONS * HTTP/1.1\r\n\(Self.close)\r\n")
    #expect(all.hasPrefix("HTTP/1.1 200 "))
    #expect(all.contains("\r\nAllow: GET, HEAD, OPTIONS, POST\r\n"))
  }

  @Test("TRACE and CONNECT are refused", arguments: ["TRACE /", "CONNECT example.com:443", "CONNECT /"])
  func refusedMethods(line: String) async throws {
    let answer = try await Self.exchange("\(line) HTTP/1.1\r\nHost: a\r\nSecret: b\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 40"))
    #expect(!answer.contains("Secret"))
    #expect(answer.contains("\r\nConnection: close\r\n"))
  }

  @Test("100 Continue is sent when the handler asks for the body")
  func goOn() async throws {
    let (first, rest) = try await serving { port in
      let wire = try Wire(port: port)
      wire.send("POST /echo HTTP/1.1\r\n\(Self.close)Content-Length: 5\r\nExpect: 100-Continue\r\n\r\n")
      let first = wire.receive { $0.hasSuffix("\r\n\r\n") }
      wire.send("hello")
      return (first, wire.receiveAll())
    }
    #expect(first == "HTTP/1.1 100 Continue\r\n\r\n")
    #expect(rest.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(rest.hasSuffix("hello"))
  }

  @Test("no 100 Continue is sent when the body is there, nor for a body nobody reads, nor to HTTP/1.0")
  func noGoOn() async throws {
    let there = try await Self.exchange(
      "POST /echo HTTP/1.1\r\n\(Self.close)Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello")
    #expect(there.hasPrefix("HTTP/1.1 200 "))
    let unread = try await Self.exchange(
      "POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    #expect(unread.hasPrefix("HTTP/1.1 200 "))
    #expect(unread.contains("\r\nConnection: close\r\n"))
    let old = try await serving { port in
      let wire = try Wire(port: port)
      wire.send("POST /echo HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
      wire.send("hello")
      return wire.receiveAll()
    }
    #expect(old.hasPrefix("HTTP/1.1 200 "))
    #expect(!old.contains(" 100 "))
  }

  @Test("a body over the route's limit is refused before it is sent")
  func tooLarge() async throws {
    let answer = try await Self.exchange(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\nExpect: 100-continue\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 413 "))
    #expect(answer.contains("\r\nConnection: close\r\n"))
  }

  @Test("a client that sends a body over the limit nevertheless gets to read the answer")
  func tooLargeSent() async throws {
    let answer = try await serving { port in
      let wire = try Wire(port: port)
      wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 800000\r\n\r\n")
      wire.send([UInt8](repeating: 0x78, count: 800_000))
      return wire.receiveAll()
    }
    #expect(answer.hasPrefix("HTTP/1.1 413 "))
  }

  @Test("a body of just the limit is read")
  func limit() async throws {
    let body = String(repeating: "x", count: 100_000)
    let answer = try await Self.exchange("POST /echo HTTP/1.1\r\n\(Self.close)Content-Length: 100000\r\n\r\n\(body)")
    #expect(answer.hasPrefix("HTTP/1.1 200 "))
    #expect(answer.hasSuffix(body))
  }

  @Test("a body can be read piece by piece")
  func pieces() async throws {
    var router = Router()
    router.on(.post, "/", bodyLimit: 10_000_000) { request in
      var count = 0
      while let piece = try await request.body.next() { count += piece.count }
      return Response(.ok, body: .text("\(count)"))
    }
    let answer = try await serving(router) { port in
      let wire = try Wire(port: port)
      wire.send("POST / HTTP/1.1\r\n\(Self.close)Content-Length: 3000000\r\n\r\n")
      wire.send([UInt8](repeating: 0x78, count: 3_000_000))
      return wire.receiveAll()
    }
    #expect(answer.hasSuffix("3000000"))
  }

  @Test(
    "a body the handler left is never read as the next request",
    arguments: [
      "Content-Length: 47\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\nX: aaaaaaa\r\n\r\n",
      "Transfer-Encoding: chunked\r\n\r\n2f\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\nX: aaaaaaa\r\n\r\n\r\n0\r\n\r\n",
    ], ["/ignore", "/nowhere", "/"])
  func unread(body: String, path: String) async throws {
    var router = Router.sample
    router.on(.get, "/smuggled") { _ in Response(.ok, body: .text("smuggled")) }
    let answer = try await Self.exchange(
      "POST \(path) HTTP/1.1\r\nHost: a\r\n\(body)GET / HTTP/1.1\r\n\(Self.close)\r\n", router)
    #expect(!answer.contains("smuggled"))
    #expect(answer.occurrences(of: "HTTP/1.1 ") == 2)
    #expect(answer.hasSuffix("hello"))
  }

  @Test("an unread body too long to be drained closes the connection")
  func undrained() async throws {
    let answer = try await Self.exchange(
      "POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\nGET / HTTP/1.1")
    #expect(answer.occurrences(of: "HTTP/1.1 ") == 1)
    #expect(answer.contains("\r\nConnection: close\r\n"))
  }

  @Test("trailers change nothing about the request")
  func trailers() async throws {
    var router = Router()
    router.on(.post, "/") { request in
      _ = try await request.body.collect()
      return Response(.ok, body: .text("\(request.host ?? "-") \(request.header(.authorization) ?? "-")"))
    }
    let answer = try await Self.exchange(
      "POST / HTTP/1.1\r\n\(Self.close)Transfer-Encoding: chunked\r\n\r\n"
        + "0\r\nHost: evil\r\nAuthorization: evil\r\nContent-Length: 7\r\n\r\n", router)
    #expect(answer.hasSuffix("a -"))
  }

  @Test("HTTP/1.0 is closed after the answer, or kept if asked")
  func http10() async throws {
    let closed = try await Self.exchange("POST /echo HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello")
    #expect(closed.hasSuffix("hello"))
    let kept = try await Self.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n")
    #expect(kept.occurrences(of: "HTTP/1.1 200") == 2)
    #expect(kept.occurrences(of: "\r\nConnection: keep-alive\r\n") == 1)
  }

  @Test("pipelined requests are answered in their order, slow ones too")
  func pipelining() async throws {
    var router = Router.sample
    router.on(.get, "/number/{n}") { request in
      let number = request.parameters["n"] ?? ""
      if number.hasSuffix("0") { try await Task.sleep(for: .milliseconds(2)) }
      return Response(.ok, body: .text("<\(number)>"))
    }
    let requests = (0..<200).map { "GET /number/\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
    let answer = try await Self.exchange(requests + "GET / HTTP/1.1\r\n\(Self.close)\r\n", router)
    let numbers = answer.split(separator: "<").dropFirst().compactMap { Int($0.prefix { $0 != ">" }) }
    #expect(numbers == Array(0..<200))
  }

  @Test("an answer does not wait for the slow request pipelined behind it")
  func noWaiting() async throws {
    let gate = Gate()
    var router = Router.sample
    router.on(.get, "/gate") { _ in
      await gate.pass()
      return Response(.ok, body: .text("passed"))
    }
    let (first, rest) = try await serving(router) { port in
      let wire = try Wire(port: port)
      wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /gate HTTP/1.1\r\n\(Self.close)\r\n")
      let first = wire.receive { $0.hasSuffix("hello") }
      gate.open()
      return (first, wire.receiveAll())
    }
    #expect(first.hasSuffix("hello"))
    #expect(rest.hasSuffix("passed"))
  }

  @Test("a client that half-closes after its request gets its answer")
  func halfClose() async throws {
    let gate = Gate()
    var router = Router.sample
    router.on(.get, "/gate") { _ in
      await gate.pass()
      return Response(.ok, body: .text("passed"))
    }
    let answer = try await serving(router) { port in
      let wire = try Wire(port: port)
      wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
      wire.finish()
      let first = wire.receive { $0.hasSuffix("hello") }
      gate.open()
      return first + wire.receiveAll()
    }
    #expect(answer.hasSuffix("passed"))
  }

  @Test("a body cut short is an error of the client")
  func cutShort() async throws {
    let answer = try await serving { port in
      let wire = try Wire(port: port)
      wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
      wire.finish()
      return wire.receiveAll()
    }
    #expect(answer.hasPrefix("HTTP/1.1 400 "))
  }

  @Test("what a handler throws is answered with 500 and no detail, and the connection goes on")
  func thrown() async throws {
    struct Secret: Error { var text = "password" }
    var router = Router.sample
    router.on(.get, "/throws") { _ in throw Secret() }
    let answer = try await Self.exchange(
      "GET /throws HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\(Self.close)\r\n", router)
    #expect(answer.hasPrefix("HTTP/1.1 500 "))
    #expect(!answer.contains("password"))
    #expect(answer.hasSuffix("hello"))
  }

  @Test("a refusal a handler throws is answered as such")
  func thrownRefusal() async throws {
    var router = Router()
    router.on(.get, "/") { _ in throw Refusal(.conflict, "taken already") }
    let answer = try await Self.exchange("GET / HTTP/1.1\r\n\(Self.close)\r\n", router)
    #expect(answer.hasPrefix("HTTP/1.1 409 Conflict\r\n"))
    #expect(answer.hasSuffix("taken already\n"))
  }

  @Test("header fields are read by name, joined where they repeat")
  func headers() async throws {
    var router = Router()
    router.on(.get, "/") { request in
      let all = request.headers.map { "\($0.name.rawName)=\($0.value)" }.joined(separator: "&")
      let parts = [
        request.header(.accept), request.header(.cookie), request.header(.range), request.query, request.host,
      ]
      return Response(.ok, body: .text(parts.map { $0 ?? "-" }.joined(separator: "|") + " " + all))
    }
    let answer = try await Self.exchange(
      "GET /?x=%20y HTTP/1.1\r\nHost: a:1\r\nAccept: b\r\naccept:c\r\nCookie: d=e\r\nCOOKIE: f=g\r\nConnection: close\r\n\r\n",
      router)
    #expect(
      answer.hasSuffix("b, c|d=e; f=g|-|x=%20y|a:1 Host=a:1&Accept=b&accept=c&Cookie=d=e&COOKIE=f=g&Connection=close"))
  }

  @Test("a request kept by its handler stays what it was")
  func kept() async throws {
    let kept = Mutex<[Request]>([])
    var router = Router()
    router.on(.get, "/{name}") { request in
      kept.withLock { $0.append(request) }
      return Response(.ok)
    }
    _ = try await Self.exchange(
      "GET /ada HTTP/1.1\r\nHost: a\r\n\r\nGET /grace HTTP/1.1\r\nHost: b\r\n\r\nGET /end HTTP/1.1\r\n\(Self.close)\r\n",
      router)
    #expect(kept.withLock { $0.map(\.path) } == ["/ada", "/grace", "/end"])
    #expect(kept.withLock { $0.map { $0.parameters["name"] } } == ["ada", "grace", "end"])
    #expect(kept.withLock { $0.map(\.host) } == ["a", "b", "a"])
  }

  @Test("a body asked for after its request was answered is not another's")
  func late() async throws {
    let kept = Mutex<RequestBody?>(nil)
    var router = Router.sample
    router.on(.post, "/keep") { request in
      kept.withLock { $0 = request.body }
      return Response(.ok)
    }
    router.on(.post, "/late") { _ in
      guard let body = kept.withLock({ $0 }) else { return Response(.internalServerError) }
      do throws(BodyError) {
        return Response(.ok, body: .bytes(try await body.collect()))
      } catch {
        return Response(.ok, body: .text("\(error)"))
      }
    }
    let answer = try await Self.exchange(
      "POST /keep HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
        + "POST /late HTTP/1.1\r\n\(Self.close)Content-Length: 5\r\n\r\nworld", router)
    #expect(answer.hasSuffix("unavailable"))
  }

  @Test("every answer is observed with its pattern and status")
  func observed() async throws {
    let seen = Mutex<[String]>([])
    try await serving(
      observe: { summary in
        seen.withLock { $0.append("\(summary.method?.rawValue ?? "-") \(summary.pattern ?? "-") \(summary.status)") }
      }
    ) { port in
      let wire = try Wire(port: port)
      wire.send("GET /segments/a/b HTTP/1.1\r\nHost: a\r\n\r\nPUT / HTTP/1.1\r\nHost: a\r\n\r\nrubbish\r\n")
      _ = wire.receiveAll()
    }
    #expect(seen.withLock { $0 } == ["GET /segments/{a}/{b} 200", "PUT - 405", "- - 400"])
  }

  @Test("the client's address is known")
  func address() async throws {
    var router = Router()
    router.on(.get, "/") { Response(.ok, body: .text($0.remoteAddress)) }
    #expect(try await Self.exchange("GET / HTTP/1.1\r\n\(Self.close)\r\n", router).hasSuffix("\r\n\r\n127.0.0.1"))
  }
}
