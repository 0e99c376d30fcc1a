import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals

/// The console: its pages, and the door before them.
struct Console: Sendable {
  var environment: Environment
  var reports: ReportDesk
  var incoming: Incoming
  var outgoing: Outgoing
  var streams: ProgressStreams
  var importing: Importing

  /// Every page behind the door. A new one is a file beside this one and a line here.
  var pages: [ConsolePage] {
    OverviewPages(environment: environment, reports: reports).pages
      + AdvocatesPages(environment: environment).pages
      + ConversionsPages(environment: environment).pages
      + AttributionPages(environment: environment, reports: reports).pages
      + GraphPages(environment: environment, reports: reports).pages
      + ReportsPages(reports: reports).pages
      + operating
  }

  /// Every route, with those by which one comes in and goes.
  var routes: [SiteRoute] {
    SignIn(environment: environment).routes
      + pages.map { page in
        SiteRoute(method: page.method, path: page.path, bodyLimit: page.bodyLimit) { request in
          try await open(page, to: request)
        }
      }
  }

  private func open(_ page: ConsolePage, to request: Request) async throws -> Response {
    guard let token = SessionToken(in: request),
      let entry = try await environment.database.withConnection({
        try await ConsoleSessions.find(hash: token.hash, at: environment.now(), in: $0)
      })
    else { return .seeOther(SignIn.path(next: page.method == .get ? request : nil)) }
    guard let id = entry.program,
      let program = try await environment.database.withConnection({ try await Programs.find(id, in: $0) })
    else { return .seeOther("/console/programs") }

    let session = Session(program: id, role: entry.role, actor: entry.actor, maySwitch: entry.maySwitch)
    var visit = Visit(
      request: request, session: session, csrf: token.csrf(for: id), leaving: token.csrf(), program: program,
      reader: Reader(request), query: .empty,
      form: .empty, isSecure: environment.address.isSecure)
    do {
      guard session.role >= page.role else {
        throw Problem.forbidden("This needs a key with the role \(page.role), and yours has \(session.role).")
      }
      visit.query = try FormFields(query: request)
      if page.method != .get {
        if page.takesFile {
          let upload = try await Upload(request)
          visit.form = upload.form
          visit.upload = upload
        } else {
          visit.form = try await FormFields(body: request)
        }
        try SignIn.checkOrigin(request, at: environment.address)
        guard token.allows(visit.form["csrf"], for: id) else {
          throw Problem.forbidden(
            "The page was too old, of another program than the one chosen since, or not one of ours. Open it again, and repeat what you did."
          )
        }
      }
      let response = try await page.handle(visit)
      if page.takesFile { await Upload.drain(request) }
      return response
    } catch let error as BodyError {
      throw error
    } catch {
      if page.takesFile { await Upload.drain(request) }
      let problem = Problem(error, log: environment.log)
      let message = MessagePage(problem)
      var response = visit.page(message.title, section: nil, content: message.content, status: problem.status)
      if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
      return response
    }
  }
}
