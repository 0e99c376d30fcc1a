package import HTTPServer
import HTTPTypes
package import Postgres
import Pages
import Records
package import Referrals
import Synchronization

/// What answers those who follow a link: `GET /r/{code...}`.
package final class Redirect: Sendable {
  /// How links are followed.
  package struct Settings: Sendable {
    /// For how long after a click another of the same visitor through the same link repeats it.
    package var dedupeWindow: Duration = .minutes(30)
    /// Whose word on where a request came from is taken.
    package var trustedProxies = TrustedProxies()
    /// Whether the service is reached by https, so that its cookie travels by nothing else.
    package var isSecure = false

    /// The usual settings.
    package init() {}
  }

  /// The page that a social network is given of a link; nil where it is sent on like everybody.
  package typealias Preview = @Sendable (_ program: Program.ID, _ code: String) async -> Response?

  private let directory: LinkDirectory
  private let recorder: ClickRecorder
  private let salts: DailySalts
  private let preview: Preview
  private let now: @Sendable () -> Timestamp
  private let watch: RepeatWatch
  private let clients: Clients
  private let random = Mutex(BufferedRandom())
  private let cookieEnd: [UInt8]

  /// A redirect for the links of a directory, whose arrivals go to a recorder.
  package init(
    directory: LinkDirectory, recorder: ClickRecorder, salts: DailySalts, settings: Settings = Settings(),
    preview: @escaping Preview = { _, _ in nil }, now: @escaping @Sendable () -> Timestamp = { .now() }
  ) {
    self.directory = directory
    self.recorder = recorder
    self.salts = salts
    self.preview = preview
    self.now = now
    watch = RepeatWatch(window: settings.dedupeWindow)
    clients = Clients(proxies: settings.trustedProxies)
    cookieEnd = VisitorCookie.attributes(isSecure: settings.isSecure)
  }

  /// The pattern of the route that ``handle(_:)`` answers.
  package static let pattern = "/r/{code...}"

  /// Remembers the clicks of the last dedupe window, so that a restart makes no visitor count again.
  package func prime(from pool: Pool) async throws {
    try await watch.prime(at: now(), from: pool)
  }

  /// Answers a visit: a redirect once its click is durable, or a page that says why there is none.
  package func handle(_ request: Request) async throws -> Response {
    let code = request.parameters["code"] ?? ""
    let key = LinkCode.key(for: code)
    if let entry = directory.find(host: Self.host(of: request), key: key) {
      return await follow(entry, code, request)
    }
    // No link can have such a code.
    if ProbePath.matches(code) { return .page(.unknown, .notFound) }
    do {
      guard let entry = try await directory.lookUp(host: Self.host(of: request), key: key) else {
        return await turnAway(code, .unknown, nil, request)
      }
      return await follow(entry, code, request)
    } catch {
      return .busy
    }
  }

  private func follow(_ entry: LinkEntry, _ code: String, _ request: Request) async -> Response {
    let time = now()
    switch entry.end(at: time) {
    case .disabled: return await turnAway(code, .disabled, entry, request)
    case .expired: return await turnAway(code, .expired, entry, request)
    case nil: break
    }
    let agent = Agent(request)
    let client = clients.client(of: request)
    let known = VisitorCookie.visitor(in: request.header(.cookie))
    let (id, visitor) = random.withLock { random in
      (
        Click.ID.make(program: entry.program, at: time, using: &random),
        known ?? Visitor.ID.timeOrdered(at: time, using: &random)
      )
    }
    let hash = salts.hasher(of: entry.program, on: Day(number: Int(time.seconds / 86_400)))
      .hash(program: entry.program, address: client.address, userAgent: agent.text ?? "").visitorID
    var click = NewClick(
      id: id, program: entry.program, link: entry.link, advocate: entry.advocate, visitor: visitor, visitorHash: hash,
      outcome: NewClick.Outcome(agent.kind), addressPrefix: client.prefix,
      referrer: Self.referrer(of: request), userAgent: agent.text)
    guard click.outcome == .person else {
      let fate = await recorder.record(click, mayRepeat: false, for: request)
      if agent.kind == .preview, case .kept = fate,
        let page = await preview(entry.program, code)
      {
        return page
      }
      return answer(fate, entry, visitor)
    }

    let (finding, marks) = watch.observe(
      id, link: entry.link, visitor: visitor, hash: hash, isReturning: known != nil, at: time)
    var mayRepeat = false
    switch finding {
    case .isFirst: break
    case .mayRepeat: mayRepeat = true
    case .repeats(let first):
      click.outcome = .repeat
      click.repeatOf = first
    }
    let fate = await recorder.record(click, mayRepeat: mayRepeat, for: request)
    if click.outcome == .person {
      if case .kept(let kept) = fate {
        if kept != id { watch.correct(marks, to: kept) }
      } else {
        watch.forget(id, marks)
      }
    }
    return answer(fate, entry, visitor)
  }

  private func answer(_ fate: Fate, _ entry: LinkEntry, _ visitor: Visitor.ID) -> Response {
    switch fate {
    case .kept(let click): return .redirect(to: entry.location, click, visitor, cookieEnd)
    case .refused: return .page(.unavailable, .internalServerError)
    case .unavailable: return .busy
    }
  }

  /// Keeps that somebody came in vain, and says so.
  private func turnAway(
    _ code: String, _ reason: OrphanClick.Reason, _ entry: LinkEntry?, _ request: Request
  ) async -> Response {
    let time = now()
    let program = entry?.program ?? OrphanClicks.nobody
    let orphan = OrphanClick(
      id: random.withLock { Click.ID.make(program: program, at: time, using: &$0) }, program: entry?.program,
      host: Self.host(of: request), code: Cropping.text(code, limit: Limits.orphanPath), reason: reason,
      link: entry?.link, addressPrefix: clients.client(of: request).prefix,
      referrer: Self.referrer(of: request), userAgent: Agent(request).text)
    // Whether it was kept changes nothing for the person who came.
    _ = await recorder.record(orphan, for: request)
    switch reason {
    case .unknown: return .page(.unknown, .notFound)
    case .disabled: return .page(.disabled, .gone)
    case .expired: return .page(.expired, .gone)
    }
  }

  private static func referrer(of request: Request) -> String? {
    guard let value = request.header(.referer) else { return nil }
    let referrer = Cropping.text(value, limit: Limits.referrer)
    return referrer.isEmpty ? nil : referrer
  }

  /// The host that was asked for, without its port and in lower case.
  private static func host(of request: Request) -> String {
    guard let host = request.host else { return "" }
    let name = host.first == "[" ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
    return Cropping.text(name.lowercased(), limit: Limits.referrerHost)
  }
}
