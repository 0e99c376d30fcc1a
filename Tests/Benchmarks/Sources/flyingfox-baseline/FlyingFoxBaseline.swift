import ArgumentParser
import FlyingFox
import FlyingSocks
import Glibc

/// A FlyingFox server that answers every request with a bare 302: no database, no log, no routing.
@main
struct FlyingFoxBaseline: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flyingfox-baseline",
    abstract: "Answers every request with a bare 302, until it is stopped.")

  @Option(help: "The port on 127.0.0.1; 0 takes a free one.")
  var port: UInt16 = 0

  func run() async throws {
    let server = HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled, handler: Redirect())
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      try await server.waitUntilListening()
      guard case .ip4(let address, port: let port) = await server.listeningAddress else {
        throw ValidationError("the server has no IPv4 address")
      }
      print("listening on http://\(address):\(port)")
      fflush(nil)
      try await group.waitForAll()
    }
  }
}

private struct Redirect: HTTPHandler {
  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(statusCode: .found, headers: HTTPHeaders([.location: "https://shop.example/landing"]))
  }
}
