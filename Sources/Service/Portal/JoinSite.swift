import Crypto
import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals

/// `/join/{program}`: becoming an advocate in one step, where the program lets people.
///
/// Nobody proves that the e-mail they type is theirs: nothing here sends one. So it identifies nobody. Everybody who
/// joins becomes somebody new, with a page of their own at once, whether or not the program knows the e-mail: there is
/// nothing to find out from the answer, by what it says or by how long it takes, and nobody's page or purchases to get
/// at. The company hears of it (`advocate.joined`), with whom it knows by that e-mail. Joining again from the same
/// browser with the same e-mail, or sending a form twice, leads to the same page.
struct JoinSite: Sendable {
  private let environment: Environment
  private let links: LinkSetup
  private let clients: Clients
  private let byAddress = Throttle<UInt64?>(20, in: .hours(1))
  private let byEmail = Throttle<String>(5, in: .hours(1))

  /// Pages for joining.
  init(environment: Environment, links: LinkSetup, proxies: TrustedProxies) {
    self.environment = environment
    self.links = links
    clients = Clients(proxies: proxies)
  }

  var routes: [SiteRoute] {
    [
      SiteRoute(path: "/join/{program}", handle: ask),
      SiteRoute(method: .post, path: "/join/{program}", bodyLimit: 16_384, handle: join),
    ]
  }

  private static let cookie = "rsn_portal"

  @Sendable private func ask(_ request: Request) async throws -> Response {
    let program = try await program(request)
    if program.joining == .closed { return .page(try await closed(program, request).html) }
    let click = try FormFields(query: request)["rsn_click"].flatMap { Click.ID($0) }
    let typed = JoinPage.Typed(
      once: Join.ID.timeOrdered(at: environment.now()).description, click: click?.description ?? "")
    return try await .page(page(typed, .init(), program, request).html)
  }

  @Sendable private func join(_ request: Request) async throws -> Response {
    try SignIn.checkOrigin(request, at: environment.address)
    let program = try await program(request)
    if program.joining == .closed { return .page(try await closed(program, request).html, .forbidden) }
    let form = try await FormFields(body: request)
    let now = environment.now()
    var typed = JoinPage.Typed(
      once: (form["once"].flatMap { Join.ID($0) } ?? .timeOrdered(at: now)).description,
      click: form["rsn_click"].flatMap { Click.ID($0) }?.description ?? "")
    typed.name = form["name"] ?? ""
    typed.email = form["email"] ?? ""
    typed.agreed = form["agreed"] == "yes"
    typed.named = form["named"] == "yes"
    let (told, faults) = Self.read(typed, trap: form["company_page"])
    guard let told else { return try await .page(page(typed, faults, program, request).html, .unprocessableContent) }
    if let seconds = throttled(told.email, request, at: now) {
      var faults = JoinPage.Faults()
      faults.all =
        "Too many have joined from here in a short time. Please try again later: what you typed is still here."
      var response = Response.page(try await page(typed, faults, program, request).html, .tooManyRequests)
      response.headers[.retryAfter] = String(seconds)
      return response
    }
    var asked = told
    asked.visitor = VisitorCookie.visitor(in: request.header(.cookie))
    asked.known = try await known(told.email, program, request)
    let joining = asked
    let (path, link) = try await environment.database.transaction { connection in
      try await Join(environment: environment, links: links)
        .take(joining, at: now, program: program, in: connection)
    }
    if let link { await links.publish(link, program: program.id) }
    var response = Response.seeOther("\(path)?done=joined")
    if let name = HTTPField.Name("Referrer-Policy") { response.headers[name] = "no-referrer" }
    response.headers.append(
      Cookies.field(
        Self.cookie, String(path.dropFirst(3)), path: "/join/\(program.id)", seconds: 34_560_000,
        isSecure: environment.address.isSecure))
    return response
  }

  /// What was typed, where all of it can be used; else what is wrong.
  private static func read(_ typed: JoinPage.Typed, trap: String?) -> (Join.Told?, JoinPage.Faults) {
    var faults = JoinPage.Faults()
    let name = typed.name
    let isPlain = !name.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    if name.isEmpty || !isPlain { faults.name = "Please write your name." }
    if name.unicodeScalars.count > Limits.name { faults.name = "Please write a shorter name." }
    let email = Email(typed.email)
    if email == nil { faults.email = "This is not an e-mail address. It looks like ada@example.org." }
    if !typed.agreed { faults.agreed = "Please tick this box if you want to take part: without it nothing is stored." }
    if trap != nil { faults.all = "A field that people don’t see was filled in. Please try once more." }
    guard faults.isEmpty, let email, let once = Join.ID(typed.once) else { return (nil, faults) }
    return (
      Join.Told(once: once, name: name, email: email, isNamed: typed.named, click: Click.ID(typed.click)), faults
    )
  }

  private func throttled(_ email: Email, _ request: Request, at now: Timestamp) -> Int? {
    let household = clients.client(of: request).household
    return byAddress.count(household, at: now) ?? byEmail.count(email.canonical, at: now)
  }

  private func program(_ request: Request) async throws -> Program {
    guard let id = Program.ID(request.parameters["program"] ?? ""),
      let program = try await environment.database.withConnection({ try await Programs.find(id, in: $0) })
    else { throw Problem.notFound("such program") }
    return program
  }

  private func page(
    _ typed: JoinPage.Typed, _ faults: JoinPage.Faults, _ program: Program, _ request: Request
  ) async throws -> JoinPage {
    let visitor = VisitorCookie.visitor(in: request.header(.cookie))
    let click = Click.ID(typed.click)
    let now = environment.now()
    let (host, portal) = try await environment.database.withConnection { connection in
      let recruiter = try await Joins.recruiter(
        click: click, visitor: visitor, since: now - program.attribution.window, program: program.id, in: connection)
      var host: String?
      if let recruiter {
        host = try await Joins.agreedName(of: recruiter, program: program.id, in: connection)
      }
      return (host, try await self.portal(program, request, in: connection))
    }
    return JoinPage(
      program: program.name, path: "/join/\(program.id)",
      host: host?.split(whereSeparator: \.isWhitespace).first.map(String.init),
      portal: portal.map { "/a/\($0.token)" }, typed: typed, faults: faults,
      wording: PortalWords.participation(program.name), namedWording: PortalWords.naming(program.name))
  }

  /// What somebody reads who can't join; who has before is led to their page.
  private func closed(_ program: Program, _ request: Request) async throws -> MessagePage {
    let own = try await environment.database.withConnection { connection in
      try await portal(program, request, in: connection)
    }
    return MessagePage(
      title: "Joining is closed",
      message:
        "\(program.name) takes in nobody new at present. Whoever shares already goes on as before: their links work, and their pages are where they were.",
      next: own.map { MessagePage.Action(title: "Open your page", path: "/a/\($0.token)") })
  }

  /// Whose page this browser was given before, if it is still open.
  private func portal(
    _ program: Program, _ request: Request, in connection: Connection
  ) async throws -> (token: String, advocate: Advocate)? {
    guard let text = Cookies.value(Self.cookie, in: request), let token = PortalToken(text),
      token.program == program.id, let portal = try await Portals.find(token, in: connection)
    else { return nil }
    return (text, portal.advocate)
  }

  /// The same, where it was with this e-mail that they joined.
  private func known(_ email: Email, _ program: Program, _ request: Request) async throws -> Advocate? {
    try await environment.database.withConnection { connection in
      guard let portal = try await portal(program, request, in: connection),
        portal.advocate.typedEmail.flatMap(Email.init) == email
      else { return nil }
      return portal.advocate
    }
  }
}
