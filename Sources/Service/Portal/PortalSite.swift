import HTTPServer
import HTTPTypes
import Pages
import Postgres
import QRCode
import Records
import Referrals
import StrictJSON

/// `/a/{token}`: advocates' own pages. Whoever has the address is let in; it is never told to where a page leads, nor
/// found by search engines.
struct PortalSite: Sendable {
  var environment: Environment
  var links: LinkSetup

  var routes: [SiteRoute] {
    [
      SiteRoute(path: "/a/{token}", handle: guarded(show)),
      SiteRoute(path: "/a/{token}/qr.svg", handle: guarded(drawing)),
      SiteRoute(path: "/a/{token}/qr.png", handle: guarded(picture)),
      SiteRoute(path: "/a/{token}/share/{network}", handle: guarded(share)),
      SiteRoute(method: .post, path: "/a/{token}/share", bodyLimit: 32_768, handle: guarded(shareOwn)),
      SiteRoute(method: .post, path: "/a/{token}/name", bodyLimit: 8192, handle: guarded(name)),
      SiteRoute(path: "/a/{token}/export.json", handle: guarded(export)),
      SiteRoute(path: "/a/{token}/leave", handle: guarded(askToLeave)),
      SiteRoute(method: .post, path: "/a/{token}/leave", bodyLimit: 8192, handle: guarded(leave)),
    ]
  }

  /// Lets those in who have a good token; all others get one and the same page. Whatever is answered is for them alone.
  private func guarded(
    _ handle: @escaping @Sendable (Request, Portals.Entry) async throws -> Response
  ) -> @Sendable (Request) async throws -> Response {
    { request in
      var response: Response
      if let portal = try await portal(request.parameters["token"] ?? "") {
        do {
          response = try await handle(request, portal)
        } catch let problem as Problem {
          let back = MessagePage.Action(title: "Back to your page", path: path(portal))
          response = .page(MessagePage(problem, next: back).html, problem.status)
        }
      } else {
        response = .page(Self.closed.html, .notFound)
      }
      for (name, value) in Self.discretion { response.headers[name] = value }
      return response
    }
  }

  private static let discretion: [(HTTPField.Name, String)] = [
    ("Referrer-Policy", "no-referrer"), ("X-Robots-Tag", "noindex, nofollow, noarchive"), ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
  ].compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }

  private static let closed = MessagePage(
    title: "No page is here",
    message:
      "The address is not whole, or was replaced by a newer one. Ask whoever sent it to you for the address of today.")

  private func portal(_ text: String) async throws -> Portals.Entry? {
    guard let token = PortalToken(text) else { return nil }
    return try await environment.database.withConnection { try await Portals.find(token, in: $0) }
  }

  /// Where a page is, without the service's address: as it was asked for, since nothing else is let in.
  private func path(_ portal: Portals.Entry) -> String {
    let token = PortalToken(
      of: portal.advocate.id, version: portal.advocate.portalVersion, program: portal.program.id, key: portal.key)
    return "/a/\(token.text)"
  }

  private func url(_ portal: Portals.Entry) async throws -> String {
    let primary = PortalLinks(environment: environment, links: links)
    return links.url(of: try await primary.primary(of: portal.advocate.id, program: portal.program.id))
  }

  @Sendable private func show(_ request: Request, _ portal: Portals.Entry) async throws -> Response {
    let notice: String? =
      switch try FormFields(query: request)["done"] {
      case "joined": "Welcome! This is your page. Keep its address: it is the only way in."
      case "named": "Thank you: your first name is shown from now on."
      case "unnamed": "Your name is no longer shown."
      default: nil
      }
    let link = try await url(portal)
    let view = PortalView(portal: portal, reader: Reader(request), now: environment.now())
    let path = path(portal)
    let page = try await environment.database.withConnection { connection in
      try await view.page(link: link, path: path, notice: notice, in: connection)
    }
    return .page(page.html)
  }

  @Sendable private func drawing(_ request: Request, _ portal: Portals.Entry) async throws -> Response {
    let code = try QRCode(try await url(portal))
    return file(
      Array(QRPicture(size: code.size, isDark: code.isDark).file.utf8), "image/svg+xml", named: "link.svg")
  }

  @Sendable private func picture(_ request: Request, _ portal: Portals.Entry) async throws -> Response {
    file(try QRCode(try await url(portal)).png(scale: 16), "image/png", named: "link.png")
  }

  /// Sends the browser on to a network with the words that are ready and a link of its own, or gives both to a script.
  @Sendable private func share(_ request: Request, _ portal: Portals.Entry) async throws -> Response {
    guard let network = ShareNetwork(rawValue: request.parameters["network"] ?? "") else {
      throw Problem.notFound("such place to share")
    }
    return try await sharing(portal).ready(to: network, server: FormFields(query: request)["server"])
  }

  /// The same with words of their own.
  @Sendable private func shareOwn(_ request: Request, _ portal: Portals.Entry) async throws -> Response {
    try await sharing(portal).own(FormFields(body: request))
  }

  private func sharing(_ portal: Portals.Entry) -> PortalSharing {
    PortalSharing(environment: environment, links: links, portal: portal, path: path(portal))
  }

  @Sendable private func name(_ request: Request, _ portal: Portals.Entry) async throws -> Response {
    let isNamed = try await FormFields(body: request)["named"] == "yes"
    let now = environment.now()
    let entry = Consents.Entry(
      purpose: .namedInReports, given: isNamed, place: "own page", occurredAt: now, recordedAt: now, source: "portal",
      wording: isNamed ? PortalWords.naming(portal.program.name) : nil)
    _ = try await environment.database.transaction { connection in
      guard try await Advocates.hold(portal.advocate.id, program: portal.program.id, in: connection) != nil else {
        throw Problem.notFound("such page")
      }
      // Whoever says again what they said before adds nothing.
      let said = try await Consents.all(of: portal.advocate.person, program: portal.program.id, in: connection)
      guard said.first(where: { $0.purpose == entry.purpose })?.given ?? false != entry.given else { return false }
      return try await Consents.insert(entry, of: portal.advocate.person, program: portal.program.id, in: connection)
    }
    return .seeOther("\(path(portal))?done=\(isNamed ? "named" : "unnamed")")
  }

  @Sendable private func export(_ request: Request, _ portal: Portals.Entry) async throws -> Response {
    let document = try await environment.database.withConnection { connection in
      try await PersonExports.document(of: portal.advocate.person, program: portal.program.id, in: connection)
    }
    guard let document else { throw Problem.notFound("such page") }
    return file(Array(document.utf8), "application/json", named: "my-data.json")
  }

  @Sendable private func askToLeave(_ request: Request, _ portal: Portals.Entry) async throws -> Response {
    .page(LeavePage(program: portal.program.name, path: path(portal)).html)
  }

  @Sendable private func leave(_ request: Request, _ portal: Portals.Entry) async throws -> Response {
    guard try await FormFields(body: request)["sure"] == "yes" else {
      let page = LeavePage(program: portal.program.name, path: path(portal), isUnsure: true)
      return .page(page.html, .unprocessableContent)
    }
    let now = environment.now()
    let ended = try await environment.database.transaction { connection in
      try await Farewell.bid(portal.advocate, at: now, program: portal.program.id, in: connection)
    }
    for link in ended { await links.publish(link, program: portal.program.id) }
    return .page(
      MessagePage(
        title: "Goodbye",
        message:
          "You have left \(portal.program.name). Your links are switched off, and your data is erased. Thank you for having been part of it."
      ).html)
  }

  private func file(_ bytes: [UInt8], _ mediaType: String, named name: String) -> Response {
    Response(
      .ok, headers: [.contentType: mediaType, .contentDisposition: "attachment; filename=\"\(name)\""],
      body: .bytes(bytes))
  }
}
