internal import HTTPTypes
internal import Logging
internal import Sockets

/// What all connections of one server share and none changes: its rules, its routes, its callbacks.
final class House: Sendable {
  let configuration: Configuration
  let headLimits: HeadLimits
  let tree: RouteTree
  let onError: @Sendable (any Error, Request) -> Response
  let refusal: @Sendable (Refusal, Request?) -> Response
  let observe: (@Sendable (RequestSummary) -> Void)?
  let logger: Logger

  /// The timeouts in nanoseconds, ready to be added to an instant.
  let headTimeout: UInt64
  let bodyTimeout: UInt64
  let idleTimeout: UInt64
  let writeTimeout: UInt64
  let lingerTimeout: UInt64

  init(
    configuration: Configuration, router: Router,
    onError: @escaping @Sendable (any Error, Request) -> Response,
    refusal: @escaping @Sendable (Refusal, Request?) -> Response,
    observe: (@Sendable (RequestSummary) -> Void)?, logger: Logger
  ) {
    self.configuration = configuration
    headLimits = HeadLimits(
      bytes: configuration.maxHeadBytes, fields: configuration.maxFieldCount, target: configuration.maxTargetLength)
    tree = RouteTree(router)
    self.onError = onError
    self.refusal = refusal
    self.observe = observe
    self.logger = logger
    headTimeout = configuration.headTimeout.wholeNanoseconds
    bodyTimeout = configuration.bodyTimeout.wholeNanoseconds
    idleTimeout = configuration.idleTimeout.wholeNanoseconds
    writeTimeout = configuration.writeTimeout.wholeNanoseconds
    lingerTimeout = configuration.lingerTimeout.wholeNanoseconds
  }

  /// The time that so many octets take at the slowest rate that is put up with, in nanoseconds.
  func allowance(octets: Int) -> UInt64 {
    UInt64(octets) &* 1_000_000_000 / UInt64(max(1, configuration.minimumRate))
  }
}
