import ArgumentParser

/// Sends GET requests over keep-alive connections as fast as they are answered, and says how fast that was.
@main
struct Load: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Sends GET requests in a closed loop and prints counts, rate and latencies as name=value lines.",
    discussion: """
      Every request comes from another visitor (another User-Agent). Whatever is in flight at the end is waited \
      for. Exit code 0: every request was answered, with the expected status; 1: not so.
      """)

  @Option(help: "The server's IPv4 address.")
  var address = "127.0.0.1"

  @Option(help: "The server's port.")
  var port: UInt16

  @Option(help: "A path to request; repeat it for several, which are taken in turn.")
  var path: [String]

  @Option(help: "The Host header (default: address and port).")
  var hostHeader: String?

  @Option(help: "Connections, each with one request in flight.")
  var connections = 64

  @Option(help: "Stop sending after so many seconds (default: 10, unless --requests is given).")
  var seconds: Double?

  @Option(help: "Stop sending after so many requests.")
  var requests: Int?

  @Option(help: "The number of the first visitor, so that runs after one another bring different people.")
  var firstVisitor = 0

  @Option(help: "The status that every response should have.")
  var expect = 302

  func validate() throws {
    guard (1...10_000).contains(connections) else { throw ValidationError("--connections: from 1 to 10000") }
    guard seconds ?? 1 > 0, seconds ?? 1 <= 86_400 else { throw ValidationError("--seconds: above 0, up to a day") }
    guard requests ?? 1 > 0 else { throw ValidationError("--requests: from 1") }
    guard firstVisitor >= 0 else { throw ValidationError("--first-visitor: from 0") }
    for path in path where !path.hasPrefix("/") || path.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) {
      throw ValidationError("--path: '\(path)' is no request target (percent-encode what is not ASCII)")
    }
  }

  func run() throws {
    let targets = Requests(
      paths: path, hostHeader: hostHeader ?? "\(address):\(port)", firstVisitor: firstVisitor)
    var loop = try ClosedLoop(
      address: address, port: port, connections: connections, requests: targets,
      seconds: seconds ?? (requests == nil ? 10 : nil), limit: requests)
    let tally = try loop.run()
    for line in tally.lines { print(line) }
    guard tally.isAll(expect) else { throw ExitCode.failure }
  }
}
