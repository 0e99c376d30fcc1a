import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/leads`: what pages tell by the script `/js/resonance.js`. Its key stands in the page for everybody to read, so
/// that nobody is believed more than they have to be: a lead moves no money, is kept under a name of its own, says
/// nothing of anybody the program knew before, and its answer tells nothing of what was there.
struct LeadsAPI: Sendable {
  /// How often leads are taken.
  struct Limits: Sendable {
    /// In a minute, from one address to one program.
    var ofAddress = 20
    /// In a minute, by one key.
    var ofKey = 1200
  }

  private let environment: Environment
  private let clients: Clients
  private let byAddress: Throttle<Origin>
  private let byKey: Throttle<[UInt8]>

  private struct Origin: Hashable {
    let program: Program.ID
    let household: UInt64?
  }

  init(environment: Environment, clients: Clients, limits: Limits = Limits()) {
    self.environment = environment
    self.clients = clients
    byAddress = Throttle(limits.ofAddress, in: .minutes(1))
    byKey = Throttle(limits.ofKey, in: .minutes(1))
  }

  /// A lead is told here, from a page of any site.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: Self.path, summary: "Tell of a lead, from a page",
        details:
          "For /js/resonance.js, by a public key, from a page of any site. The same external_id again changes nothing. It is kept as the conversion script:{external_id}. An e-mail address that is known already is not connected with it: what anybody could have sent says nothing of who is known.",
        access: .page,
        body: .object(
          [
            "external_id": .string("Your id of it.", limit: 200),
            "click_id": .id("The rsn_click of the landing page's address."),
            "email": .string(format: "email"), "code": .string("The referral code used.", limit: 200),
          ], optional: ["click_id", "email", "code"]),
        bodyLimit: 4096,
        answers: [
          .init(
            status: .accepted, description: "It is kept, now or before.",
            schema: .object(["external_id": .string("As it was sent.")]))
        ], handle: record),
      Endpoint(
        method: .options, path: Self.path, summary: "Whether a page may tell of a lead",
        details: "What browsers ask before (CORS): any page may.", access: .open,
        answers: [.init(status: .noContent, description: "It may.")],
        handle: { _ in Response(.noContent, headers: Self.permission) }),
    ]
  }

  private static let path = "/v1/leads"

  private static let permission: HTTPFields = [
    .accessControlAllowOrigin: "*", .accessControlAllowMethods: "POST",
    .accessControlAllowHeaders: "Authorization, Content-Type", .accessControlMaxAge: "86400",
  ]

  @Sendable private func record(_ call: Call) async throws -> Response {
    guard case .page(let program, let key) = call.caller else { throw Problem.forbidden("This needs a public key.") }
    let now = environment.now()
    var fields = try Fields(body: await call.request.body.collect())
    let externalID = try fields.text("external_id", limit: 200)
    let click: Click.ID? = try fields.optionalID("click_id")
    let email = try fields.optionalEmail("email")
    let code = try fields.optionalText("code", limit: 200)
    try fields.end()
    try ConversionsAPI.check(click, now: now, program: program)
    try checkPace(call.request, program, key, at: now)
    try await environment.database.transaction { connection in
      guard let currency = try await Programs.find(program, in: connection)?.currency else {
        throw Problem.notFound("such program")
      }
      var told = ConversionIntake.Told(
        externalID: "script:\(externalID)", type: .lead, amount: Money(0, currency), occurredAt: now, source: "script")
      told.click = click
      told.code = code
      if let email, try await !People.knows(email, program: program, in: connection) { told.customerEmail = email }
      _ = try await ConversionIntake.record(told, at: now, program: program, in: connection)
    }
    return .json(.object(["external_id": .string(externalID)]), status: .accepted)
  }

  private func checkPace(_ request: Request, _ program: Program.ID, _ key: [UInt8], at now: Timestamp) throws(Problem) {
    let origin = Origin(program: program, household: clients.client(of: request).household)
    if let wait = byAddress.count(origin, at: now) ?? byKey.count(key, at: now) {
      throw Problem(
        .tooManyRequests, "too_many_requests", "Too many leads came from here. Try again in \(wait) s.",
        retryAfter: wait)
    }
  }
}

extension Response {
  /// The same, for pages of any origin to read, with when to come again.
  var openToPages: Response {
    var response = self
    response.headers[.accessControlAllowOrigin] = "*"
    response.headers[.accessControlExposeHeaders] = "Retry-After"
    return response
  }
}
