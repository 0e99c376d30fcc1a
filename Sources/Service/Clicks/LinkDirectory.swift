package import Logging
package import Postgres
package import Referrals
import Records
import Synchronization

/// All links in memory, so that redirects need no database; kept up to date by what other instances notify.
package final class LinkDirectory: Sendable {
  /// Too many ask for codes that are not in memory, or the database does not answer.
  struct Unavailable: Error {}

  /// A link, or with none a program's destination, that was made or changed.
  private struct Change: Hashable {
    var program: Program.ID
    var link: Link.ID?
  }

  private struct State {
    var table = LinkTable()
    /// By each reading of all links that is going on: what has changed since it began, and may have been read before.
    var changes: [Int: Set<Change>] = [:]
    var lastReading = 0
    /// Updates are numbered as they begin. Of two of the same thing the later knows better, even if it ends first.
    var lastUpdate = 0
    var updatesUnderWay = 0
    var applied: [Change: Int] = [:]
  }

  private let pool: Pool
  let url: String
  let logger: Logger
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

  /// Reads all links.
  package func load() async throws {
    let reading = state.withLock { state in
      state.lastReading += 1
      state.changes[state.lastReading] = []
      return state.lastReading
    }
    defer { state.withLock { $0.changes[reading] = nil } }
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
    // Whoever has made a change known must never see what was before it, so what was changed meanwhile is read again
    // until nothing was.
    while true {
      let changes = state.withLock { state -> Set<Change> in
        let changes = state.changes[reading] ?? []
        if changes.isEmpty { state.table = table }
        state.changes[reading] = []
        return changes
      }
      if changes.isEmpty { return }
      for change in changes {
        if let destination = try await destination(change) { table.setDestination(destination, of: change.program) }
        if let route = try await route(change) { insert(route, into: &table) }
      }
    }
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
      try await update(Change(program: route.program, link: route.link))
    } catch {
      throw Unavailable()
    }
    return find(host: host, key: key)
  }

  /// Reads a link anew that was made or changed, or with no link where a program's links lead. Call it after the commit,
  /// so that the next click sees the change; the other instances hear by notification.
  package func refresh(program: Program.ID, link: Link.ID?) async {
    do {
      try await update(Change(program: program, link: link))
    } catch {
      logger.warning("a change of a link is not known yet: \(error)", metadata: ["program": "\(program)"])
    }
  }

  private func update(_ change: Change) async throws {
    let (number, isNewProgram) = state.withLock { state in
      state.lastUpdate += 1
      state.updatesUnderWay += 1
      for reading in state.changes.keys { state.changes[reading]?.insert(change) }
      return (state.lastUpdate, !state.table.knows(change.program))
    }
    defer {
      state.withLock { state in
        state.updatesUnderWay -= 1
        if state.updatesUnderWay == 0 { state.applied = [:] }
      }
    }
    if change.link != nil, isNewProgram { try await update(Change(program: change.program, link: nil)) }
    if let destination = try await destination(change) {
      apply(number, change) { $0.setDestination(destination, of: change.program) }
    }
    if let route = try await route(change) {
      apply(number, change) { insert(route, into: &$0) }
    }
  }

  private func apply(_ number: Int, _ change: Change, _ body: (inout LinkTable) -> Void) {
    state.withLock { state in
      guard state.applied[change, default: 0] < number else { return }
      state.applied[change] = number
      body(&state.table)
    }
  }

  private func destination(_ change: Change) async throws -> String? {
    guard change.link == nil else { return nil }
    return try await pool.withConnection { try await Links.destination(of: change.program, in: $0) }
  }

  private func route(_ change: Change) async throws -> Links.Route? {
    guard let link = change.link else { return nil }
    return try await pool.withConnection { try await Links.route(of: link, program: change.program, in: $0) }
  }
}
