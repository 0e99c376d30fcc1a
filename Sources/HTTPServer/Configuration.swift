/// Where a server listens and what it puts up with. The defaults suit a public service behind a reverse proxy.
package struct Configuration: Sendable {
  /// The address or name to listen on.
  package var host: String
  /// The port; 0 for any free one.
  package var port: Int
  /// Event loops, each a thread. Connections are dealt out in turn.
  package var loops = 1
  /// Connections the kernel may hold before they are accepted.
  package var backlog = 1024
  /// Connections open at once; the process's limit of descriptors is raised to match where it may be. At the limit the longest idle are closed; if none is idle, new ones wait in the backlog.
  package var maxConnections = 16_384
  /// File descriptors left to the rest of the process when connections have taken all others (or a quarter of them, if
  /// that is less). Without a reserve the runtime's own need for one could end the process.
  package var reservedDescriptors = 64

  /// Octets of a request line and header together; beyond it 431.
  package var maxHeadBytes = 32_768
  /// Header fields of a request, and trailer fields likewise; beyond it 431.
  package var maxFieldCount = 100
  /// Octets of a request target; beyond it 414.
  package var maxTargetLength = 8192
  /// Octets of a request body on a route that names no limit of its own; beyond it 413.
  package var bodyLimit = 1_048_576
  /// Octets of a body that the handler did not want which are read and dropped to keep the connection.
  package var drainLimit = 65_536

  /// From the first octet of a request to the end of its header; then 408.
  package var headTimeout: Duration = .seconds(10)
  /// For a body, on top of the time that it takes at `minimumRate`; then 408.
  package var bodyTimeout: Duration = .seconds(20)
  /// Between requests; then the connection is closed.
  package var idleTimeout: Duration = .seconds(60)
  /// For a response to be taken by the client, on top of the time that it takes at `minimumRate`.
  package var writeTimeout: Duration = .seconds(20)
  /// How long, after a refusal, what the client still sends is swallowed so that it gets to read the answer.
  package var lingerTimeout: Duration = .seconds(2)
  /// Octets a second below which a client is too slow, in either direction.
  package var minimumRate = 1024
  /// How long requests in flight may take to finish once the server was told to stop.
  package var grace: Duration = .seconds(10)

  /// A configuration with the default limits.
  package init(host: String = "127.0.0.1", port: Int = 8080) {
    self.host = host
    self.port = port
  }
}
