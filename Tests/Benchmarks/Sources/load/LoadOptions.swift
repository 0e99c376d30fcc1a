import ArgumentParser

/// Where requests go, how many at a time, how fast, and for how long.
struct LoadOptions: ParsableArguments {
  @Option(help: "The server's IPv4 address.")
  var address = "127.0.0.1"

  @Option(help: "The server's port.")
  var port: UInt16

  @Option(help: "The Host header (default: address and port).")
  var hostHeader: String?

  @Option(help: "Connections, each with one request in flight.")
  var connections = 64

  @Option(help: "Stop sending after so many seconds (default: 10, unless --requests is given).")
  var seconds: Double?

  @Option(help: "Stop sending after so many requests.")
  var requests: Int?

  @Option(help: "Requests a second, answered or not; latencies count from when each was due. Default: as answered.")
  var pace: Double?

  /// The `Host` field's value.
  var host: String { hostHeader ?? "\(address):\(port)" }

  func validate() throws {
    guard (1...10_000).contains(connections) else { throw ValidationError("--connections: from 1 to 10000") }
    guard seconds ?? 1 > 0, seconds ?? 1 <= 86_400 else { throw ValidationError("--seconds: above 0, up to a day") }
    guard requests ?? 1 > 0 else { throw ValidationError("--requests: from 1") }
    guard pace ?? 1 > 0, pace ?? 1 <= 1e6 else { throw ValidationError("--pace: above 0, up to a million") }
  }

  /// Sends them, and prints what came of it; throws where an answer was missing or had another status.
  func send(_ source: some RequestSource, expecting status: Int) throws {
    var loop = try RequestLoop(
      address: address, port: port, connections: connections, requests: source,
      extent: .init(seconds: seconds ?? (requests == nil ? 10 : nil), limit: requests, pace: pace))
    let tally = try loop.run()
    for line in tally.lines { print(line) }
    guard tally.isAll(status) else { throw ExitCode.failure }
  }

  /// Throws unless a text can stand in a request line.
  static func check(path: String) throws {
    guard path.hasPrefix("/"), !path.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) else {
      throw ValidationError("--path: '\(path)' is no request target (percent-encode what is not ASCII)")
    }
  }
}
