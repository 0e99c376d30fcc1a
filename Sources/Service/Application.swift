package import HTTPServer
import HTTPTypes
package import Logging
import Postgres
import Records
package import Referrals
import ServiceLifecycle
import UnixSignals

/// The service as a whole: what it consists of, and in which order that starts and stops.
package struct Application: Sendable {
  /// What can be set from outside.
  package struct Settings: Sendable {
    /// The database.
    package var databaseURL: String
    /// Where files are kept: the spill of clicks.
    package var dataDirectory: String
    /// Where to listen, and what to put up with.
    package var server: HTTPServer.Configuration
    /// Where the service is reached from outside; nil: where it listens.
    package var publicURL: String?
    /// Whose word on where a request came from is taken.
    package var trustedProxies = TrustedProxies()
    /// For how long after a click another of the same visitor through the same link repeats it.
    package var dedupeWindow: Duration = .minutes(30)
    /// Which ranges events may be sent to besides public addresses.
    package var outgoingAllow: [CIDR] = []
    /// Octets of a file of history that may be uploaded; longer ones are for the command.
    package var uploadLimit = 256 << 20
    /// Connections to PostgreSQL, beside those of the click writers.
    package var poolSize = 8
    /// Further ones, by which pages are shown: however long one takes, the API and the workers have theirs.
    package var pagePoolSize = 4

    /// The usual settings.
    package init(databaseURL: String, dataDirectory: String, server: HTTPServer.Configuration) {
      self.databaseURL = databaseURL
      self.dataDirectory = dataDirectory
      self.server = server
    }
  }

  /// How long one statement of a page may take.
  private static let pagePatience: Duration = .seconds(15)

  private let settings: Settings
  private let environment: Environment
  /// The same with connections of its own, for showing pages.
  private let reading: Environment
  private let directory: LinkDirectory
  private let salts: DailySalts
  private let recorder: ClickRecorder
  private let redirect: Redirect
  private let keeper: PartitionKeeper
  private let incoming: Incoming
  private let outgoing: Outgoing
  private let importing: Importing
  private let streams = ProgressStreams()
  private let server: Server
  /// What its API answers, for whoever compares that with the document.
  let router: Router

  /// Puts it together; nothing runs yet. Throws where the data directory can't be used.
  package init(_ settings: Settings, log: Logger, now: @escaping @Sendable () -> Timestamp = { .now() }) throws {
    self.settings = settings
    let pool = Pool(.init(url: settings.databaseURL, size: settings.poolSize), logger: log)
    let environment = Environment(
      database: pool, address: PublicAddress(settings.publicURL ?? ""), log: log, now: now)
    let directory = LinkDirectory(pool: pool, url: settings.databaseURL, logger: log)
    var recording = ClickRecorder.Configuration(
      url: settings.databaseURL, spillDirectory: settings.dataDirectory + "/spill")
    recording.dedupeWindow = settings.dedupeWindow
    let recorder = try ClickRecorder(recording, logger: log)
    var following = Redirect.Settings()
    following.dedupeWindow = settings.dedupeWindow
    following.trustedProxies = settings.trustedProxies
    following.isSecure = settings.publicURL?.hasPrefix("https://") ?? false
    salts = DailySalts(pool: pool, logger: log)
    let previews = LinkPreviews(pool: pool, address: environment.address)
    redirect = Redirect(
      directory: directory, recorder: recorder, salts: salts, settings: following,
      preview: { await previews.page(of: $0, $1) }, now: now)
    keeper = PartitionKeeper(pool: pool, salts: salts, now: now, logger: log)
    let requests = RequestMetrics()
    incoming = Incoming(environment: environment, url: settings.databaseURL)
    outgoing = try Outgoing(
      environment: environment, allow: settings.outgoingAllow, directory: settings.dataDirectory)
    importing = Importing(
      environment: environment, limit: settings.uploadLimit, dedupeWindow: settings.dedupeWindow)
    let reports = ReportDesk(environment: environment)
    let clients = Clients(proxies: settings.trustedProxies)
    let api = Self.api(environment, clients, directory, recorder, redirect, incoming, outgoing, reports, requests)
    var router = Router()
    api.add(to: &router)
    self.router = router
    var reading = environment
    reading.database = Pool(
      .init(
        url: settings.databaseURL, size: settings.pagePoolSize, applicationName: "resonance pages",
        statementTimeout: Self.pagePatience), logger: log)
    self.reading = reading
    Site(
      routes: Self.pages(
        environment, reading: reading, directory, reports, incoming, outgoing, importing, streams, settings),
      log: log
    ).add(to: &router)
    server = Self.server(settings.server, router, requests, log: log)
    self.environment = environment
    self.directory = directory
    self.recorder = recorder
  }

  /// Runs until it is told to stop by SIGTERM or SIGINT, or its task is cancelled: then requests in flight are
  /// answered, queued clicks are committed, and connections are closed, in this order.
  /// - Parameters:
  ///   - heedsSignals: whether the signals are taken; where several run in one process they are not theirs.
  ///   - onReady: called with the address once it listens.
  package func run(heedsSignals: Bool = true, onReady: @escaping @Sendable (String) -> Void) async throws {
    try await keeper.keep()
    try await directory.load()
    try await redirect.prime(from: environment.database)
    let announcement = Task {
      let port = try await server.boundPort
      let host = settings.server.host.contains(":") ? "[\(settings.server.host)]" : settings.server.host
      let address = "http://\(host):\(port)"
      if settings.publicURL == nil { environment.address.settle(address) }
      onReady(address)
    }
    defer { announcement.cancel() }
    // They stop in the opposite order.
    let group = ServiceGroup(
      services: [
        environment.database, reading.database, directory, keeper, SettlementWorker(environment: environment),
        FitWorker(environment: environment),
        SummaryWorker(environment: environment), importing.worker,
        outgoing.sender,
      ] + incoming.services + [recorder, server, streams],
      gracefulShutdownSignals: heedsSignals ? [.sigterm, .sigint] : [], logger: environment.log)
    // A task of its own: cancelled outright, the services would stop all at once.
    let running = Task { try await group.run() }
    try await withTaskCancellationHandler {
      try await running.value
    } onCancel: {
      Task { await group.triggerGracefulShutdown() }
    }
  }

  /// Every endpoint of the API, for the router and for whoever compares it with the document.
  private static func api(
    _ environment: Environment, _ clients: Clients, _ directory: LinkDirectory, _ recorder: ClickRecorder,
    _ redirect: Redirect, _ incoming: Incoming, _ outgoing: Outgoing, _ reports: ReportDesk, _ requests: RequestMetrics
  ) -> API {
    let links = LinkSetup(address: environment.address) { program, link in
      await directory.refresh(program: program, link: link)
    }
    let operations = OperationsAPI(environment: environment) { page in
      requests.write(to: &page)
      recorder.metrics.write(to: &page)
      page.metric("resonance_links", .gauge, "Links in memory.", Double(directory.count))
      await incoming.write(to: &page, environment)
      await outgoing.write(to: &page, environment)
    }
    return API(
      ProgramsAPI(environment: environment).endpoints + KeysAPI(environment: environment).endpoints
        + AdvocatesAPI(environment: environment, links: links).endpoints
        + LinksAPI(environment: environment, links: links).endpoints
        + ClicksAPI(environment: environment).endpoints
        + SharesAPI(environment: environment).endpoints
        + GraphAPI(environment: environment).endpoints
        + PeopleAPI(environment: environment).endpoints
        + ConversionsAPI(environment: environment).endpoints
        + LeadsAPI(environment: environment, clients: clients).endpoints
        + ReversalsAPI(environment: environment).endpoints
        + RunsAPI(environment: environment).endpoints
        + FitsAPI(environment: environment).endpoints
        + ReportsAPI(desk: reports).endpoints
        + VisitsAPI(redirect: redirect).endpoints
        + incoming.endpoints(environment)
        + outgoing.endpoints(environment)
        + operations.endpoints,
      environment: environment)
  }

  /// Everything that people see in a browser. What is only shown has connections of its own, but for reports: these are
  /// worked out once for the API and the console.
  private static func pages(
    _ environment: Environment, reading: Environment, _ directory: LinkDirectory, _ reports: ReportDesk,
    _ incoming: Incoming, _ outgoing: Outgoing, _ importing: Importing, _ streams: ProgressStreams,
    _ settings: Settings
  ) -> [SiteRoute] {
    func routes(_ environment: Environment) -> [SiteRoute] {
      let console = Console(
        environment: environment, reports: reports, incoming: incoming, outgoing: outgoing, streams: streams,
        importing: importing)
      let portal = Portal(environment: environment, directory: directory, proxies: settings.trustedProxies)
      return console.routes + portal.routes
    }
    return AssetsSite().routes + ScriptSite().routes + routes(reading).filter { $0.method == .get }
      + routes(environment).filter { $0.method != .get }
  }

  private static func server(
    _ configuration: HTTPServer.Configuration, _ router: Router, _ requests: RequestMetrics, log: Logger
  ) -> Server {
    Server(
      configuration: configuration, router: router, onError: { error, _ in .problem(Problem(error, log: log)) },
      refusal: { refusal, _ in .problem(Problem(refusal)) }, observe: requests.observe, logger: log)
  }
}
