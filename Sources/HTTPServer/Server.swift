package import HTTPTypes
package import Logging
internal import ServiceLifecycle
internal import Sockets
internal import Synchronization

/// An HTTP/1.1 server (RFC 9110, RFC 9112) as a service: it listens when run, and returns when it was told to stop and
/// the requests in flight are answered.
package final class Server: Service {
  private let house: House
  private let port = Mutex(Port())

  private struct Port {
    var outcome: Result<Int, any Error>?
    var waiting: [CheckedContinuation<Int, any Error>] = []
  }

  /// A server, not yet listening.
  /// - Parameters:
  ///   - onError: answers what a handler threw, but for `BodyError` and `Refusal`. The default tells the client nothing.
  ///   - refusal: answers protocol errors, limits, unknown paths and methods; the request is nil where none could be
  ///     read. `Allow` and `Connection` are added by the server. The default is a line of plain text.
  ///   - observe: told of every answer, on the connection's loop: it must not block.
  package init(
    configuration: Configuration,
    router: Router,
    onError: @escaping @Sendable (any Error, Request) -> Response = { _, _ in
      Server.plain(.internalServerError, "something went wrong")
    },
    refusal: @escaping @Sendable (Refusal, Request?) -> Response = { refusal, _ in
      Server.plain(refusal.status, refusal.reason)
    },
    observe: (@Sendable (RequestSummary) -> Void)? = nil,
    logger: Logger
  ) {
    house = House(
      configuration: configuration, router: router, onError: onError, refusal: refusal, observe: observe,
      logger: logger)
  }

  /// A response of one line of plain text.
  package static func plain(_ status: HTTPResponse.Status, _ line: String) -> Response {
    Response(status, headers: [.contentType: "text/plain; charset=utf-8"], body: .text(line + "\n"))
  }

  /// The port listened on, once it is: what tells a port of 0. Throws what kept the server from listening.
  package var boundPort: Int {
    get async throws {
      try await withCheckedThrowingContinuation { continuation in
        let outcome = port.withLock { port in
          if port.outcome == nil { port.waiting.append(continuation) }
          return port.outcome
        }
        if let outcome { continuation.resume(with: outcome) }
      }
    }
  }

  /// Serves until a graceful shutdown or a cancellation. Throws if it cannot listen.
  package func run() async throws {
    DescriptorLimit.raise(to: house.configuration.maxConnections + 1024)
    var loops: [EventLoop] = []
    let listener: Listener
    do {
      for index in 0..<max(1, house.configuration.loops) {
        loops.append(try EventLoop(name: "http-\(index)"))
      }
      listener = try Listener(
        host: house.configuration.host, port: house.configuration.port, backlog: house.configuration.backlog,
        on: loops[0])
    } catch {
      loops.forEach { $0.stop() }
      announce(.failure(error))
      throw error
    }
    let registers = loops.map { Register(loop: $0) }
    let guests = Guests()
    let acceptor = Acceptor(listener: listener, house: house, registers: registers, guests: guests)
    announce(.success(listener.address.port))
    house.logger.info("listening", metadata: ["address": "\(listener.address)"])

    await withTaskCancellationOrGracefulShutdownHandler {
      await acceptor.run()
    } onCancelOrGracefulShutdown: {
      Task { await acceptor.close() }
    }
    await finish(registers, guests)
  }

  /// Lets the requests in flight finish, then ends the loops.
  private func finish(_ registers: [Register], _ guests: Guests) async {
    for register in registers {
      register.loop.execute { register.drain() }
    }
    if await !guests.haveLeft(within: house.configuration.grace) {
      house.logger.warning("connections are cut", metadata: ["count": "\(guests.count)"])
      for register in registers {
        register.loop.execute { register.cut() }
      }
      _ = await guests.haveLeft(within: .seconds(1))
    }
    // A handler that does not heed cancellation keeps its loop: its task could not end anywhere else.
    if guests.count == 0 {
      for register in registers { register.loop.stop() }
    }
    house.logger.info("stopped listening")
  }

  private func announce(_ outcome: Result<Int, any Error>) {
    let waiting = port.withLock { port in
      port.outcome = outcome
      defer { port.waiting = [] }
      return port.waiting
    }
    for continuation in waiting { continuation.resume(with: outcome) }
  }
}
