package import Logging
package import Postgres
package import Referrals
import ServiceLifecycle
import Records
import Synchronization

/// All links in memory, so that redirects need no database; kept up to date by what other instances notify.
package final class LinkDirectory: Service, Sendable {
  /// Too many ask for codes that are not in memory, or the database does not answer.
  struct Unavailable: Error {}

  private struct State {
    var table = LinkTable()
    /// What was refreshed while the whole is being read anew, and has to be once more when that is done.
    var touched: [(program: Program.ID, link: Link.ID?)]?
  }

  private let pool: Pool
  private let url: String
  private let logger: Logger
  private let state = Mutex(State())
  private let lookUps = Atomic(0)
  /// How many codes that are not in memory may be looked up at once.
  private let lookUpLimit = 4
  private let pageSize = 2000

  /// An empty directory; ``load()`` fills it.
  /// - Parameters:
  ///   - pool: where links are read.
  ///   - url: where notifications are listened for, on a connection of its own.
  package init(pool: Pool, url: String, logger: Logger = Logger(label: "links")) {
    self.pool = pool
    self.url = url
    self.logger = logger
  }

  /// How many links there are.
  package var count: Int { state.withLock { $0.table.count } }

  /// Listens for changes until graceful shutdown or cancellation. Everything is read anew whenever some may have been
  /// missed.
  package func run() async throws {
    let notifications = try Notifications(url: url, channels: [Links.channel], logger: logger)
    defer { notifications.stop() }
    for await event in notifications.events.cancelOnGracefulShutdown() {
      switch event {
      case .reconnected: await reload()
      case .notification(_, let payload): await refresh(payload)
      }
    }
  }

  private func reload() async {
    do {
      try await load()
    } catch {
      logger.error("the links cannot be read anew, and are what they were before: \(error)")
    }
  }

  /// Reads all links.
  package func load() async throws {
    state.withLock { $0.touched = [] }
    defer { state.withLock { $0.touched = nil } }
    var table = LinkTable()
    let destinations = try await pool.withConnection { try await Links.destinations(in: $0) }
    for (program, destination) in destinations { table.setDestination(destination, of: program) }
    var last: (program: Program.ID, link: Link.ID)?
    while true {
      let page = try await pool.withConnection { try await Links.routes(after: last, limit: pageSize, in: $0) }
      for route in page { insert(route, into: &table) }
      guard page.count == pageSize, let end = page.last else { break }
      last = (end.program, end.link)
    }
    let touched = state.withLock { state in
      state.table = table
      defer { state.touched = nil }
      return state.touched ?? []
    }
    for (program, link) in touched { try await update(program, link) }
  }

  private func insert(_ route: Links.Route, into table: inout LinkTable) {
    guard !table.insert(route) else { return }
    logger.error("a link has a destination that cannot be redirected to", metadata: ["link": "\(route.link)"])
  }

  /// The link of a code, if it is in memory. `key` is `LinkCode.key(for:)`.
  func find(host: @autoclosure () -> String, key: String) -> LinkEntry? {
    state.withLock { $0.table.find(host: $0.table.hasHosts ? host() : "", code: key) }
  }

  /// The link of a code that is not in memory, if it is in the database.
  func lookUp(host: String, key: String) async throws(Unavailable) -> LinkEntry? {
    guard lookUps.add(1, ordering: .relaxed).newValue <= lookUpLimit else {
      lookUps.subtract(1, ordering: .relaxed)
      throw Unavailable()
    }
    defer { lookUps.subtract(1, ordering: .relaxed) }
    do {
      let route = try await pool.withConnection { try await Links.route(host: host, codeKey: key, in: $0) }
      guard let route else { return nil }
      try await update(route.program, route.link)
    } catch {
      throw Unavailable()
    }
    return find(host: host, key: key)
  }

  /// Reads a link anew that was made or changed, or with no link where a program's links lead. Call it after the commit,
  /// so that the next click sees the change; the other instances hear by notification.
  package func refresh(program: Program.ID, link: Link.ID?) async {
    do {
      try await update(program, link)
    } catch {
      logger.warning("a change of a link is not known yet: \(error)", metadata: ["program": "\(program)"])
    }
  }

  private func refresh(_ payload: String) async {
    let words = payload.split(separator: ":")
    guard let program = words.first.flatMap({ Program.ID(String($0)) }) else { return }
    let link = words.count > 1 ? Link.ID(String(words[1])) : nil
    await refresh(program: program, link: link)
  }

  private func update(_ program: Program.ID, _ link: Link.ID?) async throws {
    let isKnown = state.withLock { state in
      state.touched?.append((program, link))
      return state.table.knows(program)
    }
    if link == nil || !isKnown {
      let destination = try await pool.withConnection { try await Links.destination(of: program, in: $0) }
      if let destination { _ = state.withLock { $0.table.setDestination(destination, of: program) } }
    }
    guard let link else { return }
    let route = try await pool.withConnection { try await Links.route(of: link, program: program, in: $0) }
    if let route { state.withLock { insert(route, into: &$0.table) } }
  }
}
