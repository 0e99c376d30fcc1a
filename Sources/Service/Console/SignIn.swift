import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals

/// How one comes into the console, chooses a program, and goes.
struct SignIn: Sendable {
  var environment: Environment

  var routes: [SiteRoute] {
    [
      SiteRoute(path: "/console/sign-in", handle: ask),
      SiteRoute(method: .post, path: "/console/sign-in", bodyLimit: 8192, handle: admit),
      SiteRoute(method: .post, path: "/console/sign-out", bodyLimit: 8192, handle: leave),
      SiteRoute(path: "/console/programs", handle: offer),
      SiteRoute(method: .post, path: "/console/programs", bodyLimit: 8192, handle: choose),
    ]
  }

  /// Where one signs in, to go on to the page that a request asked for.
  static func path(next request: Request?) -> String {
    guard let request else { return "/console/sign-in" }
    let wanted = request.path + (request.query.map { "?\($0)" } ?? "")
    guard wanted != "/console" else { return "/console/sign-in" }
    return "/console/sign-in?next=\(Referrals.PercentEncoding.encode(wanted, keeping: .unreserved))"
  }

  /// Refuses what another site's page sends. Browsers say where a form comes from: by `Sec-Fetch-Site` (Fetch Metadata),
  /// or, older ones and those that do not trust the connection, by `Origin` (RFC 6454), which is then to be where we are:
  /// the public address, or what was asked for. `null` says nothing: our own pages that tell nobody their address send it.
  static func checkOrigin(_ request: Request, at address: PublicAddress) throws(Problem) {
    let refusal = Problem.forbidden("This was sent from a page of another site.")
    if let name = HTTPField.Name("Sec-Fetch-Site"), let site = request.header(name) {
      guard site == "same-origin" || site == "none" else { throw refusal }
    } else if let origin = request.header(.origin), origin != "null" {
      let own = request.host.map { ["http://\($0)", "https://\($0)"] } ?? []
      guard own.contains(origin) || address.url == origin || address.url.hasPrefix("\(origin)/") else { throw refusal }
    }
  }

  @Sendable private func ask(_ request: Request) async throws -> Response {
    let query = try FormFields(query: request)
    return .page(SignInPage(next: Self.safe(query["next"])).html)
  }

  @Sendable private func admit(_ request: Request) async throws -> Response {
    try Self.checkOrigin(request, at: environment.address)
    let form = try await FormFields(body: request)
    let next = Self.safe(form["next"])
    let now = environment.now()
    let token = SessionToken.generated()
    let entry: APIKeys.Entry? = try await environment.database.transaction { connection in
      guard let key = APIKey(form["key"] ?? ""), let entry = try await APIKeys.find(hash: key.hash, in: connection),
        key.matches(hash: entry.hash), entry.role >= .read
      else { return nil }
      try await ConsoleSessions.begin(
        hash: token.hash, key: entry, at: now, until: now + .seconds(SessionToken.seconds), in: connection)
      return entry
    }
    guard let entry else {
      let fault = "This key is not known, or was taken back."
      return .page(SignInPage(next: next, fault: fault).html, .forbidden)
    }
    var response = Response.seeOther(entry.program == nil ? "/console/programs" : next)
    response.headers.append(token.field(isSecure: environment.address.isSecure))
    return response
  }

  @Sendable private func leave(_ request: Request) async throws -> Response {
    let (token, _) = try await session(of: request)
    let form = try await FormFields(body: request)
    guard let token, token.allows(form["csrf"]) else { return .seeOther("/console/sign-in") }
    try await environment.database.withConnection { try await ConsoleSessions.end(hash: token.hash, in: $0) }
    var response = Response.seeOther("/console/sign-in")
    response.headers.append(SessionToken.endField(isSecure: environment.address.isSecure))
    return response
  }

  @Sendable private func offer(_ request: Request) async throws -> Response {
    let (token, entry) = try await session(of: request)
    guard let token, let entry, entry.maySwitch else { return .seeOther("/console/sign-in") }
    let programs = try await environment.database.withConnection { try await Programs.all(in: $0) }
    let page = ProgramsPage(programs, chosen: entry.program, csrf: token.csrf(), reader: Reader(request))
    let frame = ConsoleFrame(
      section: nil, program: programs.first { $0.id == entry.program }?.name ?? "", actor: entry.actor,
      role: entry.role.rawValue, maySwitch: true, csrf: token.csrf(), notice: nil)
    return .page(frame.page(title: "Programs", content: page.content))
  }

  @Sendable private func choose(_ request: Request) async throws -> Response {
    try Self.checkOrigin(request, at: environment.address)
    let (token, entry) = try await session(of: request)
    let form = try await FormFields(body: request)
    guard let token, let entry, entry.maySwitch else { return .seeOther("/console/sign-in") }
    guard token.allows(form["csrf"]) else { throw Problem.forbidden("The page was too old. Open it again.") }
    guard let id = Program.ID(form["program"] ?? "") else { throw Problem.notFound("such program") }
    try await environment.database.transaction { connection in
      guard try await Programs.find(id, in: connection) != nil else { throw Problem.notFound("such program") }
      try await ConsoleSessions.choose(id, hash: token.hash, in: connection)
    }
    return .seeOther("/console")
  }

  private func session(of request: Request) async throws -> (SessionToken?, ConsoleSessions.Entry?) {
    guard let token = SessionToken(in: request) else { return (nil, nil) }
    let entry = try await environment.database.withConnection {
      try await ConsoleSessions.find(hash: token.hash, at: environment.now(), in: $0)
    }
    return (entry == nil ? nil : token, entry)
  }

  /// A path in the console: nothing that a link to the sign-in page says leads anywhere else.
  private static func safe(_ next: String?) -> String {
    guard let next, next == "/console" || next.hasPrefix("/console/") || next.hasPrefix("/console?"),
      next.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x5c }),
      // To a browser `..` leads up, written as `%2e%2e` too (WHATWG URL, 4.4).
      !next.prefix(while: { $0 != "?" }).lowercased().replacing("%2e", with: ".").contains("/.")
    else { return "/console" }
    return next
  }
}
