import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/links`: what advocates share.
struct LinksAPI: Sendable {
  var environment: Environment
  var links: LinkSetup

  /// A link is made, listed, read and changed here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/links", summary: "Make a link", access: .program,
        body: .object(
          [
            "advocate_id": .id(),
            "code": .string(
              "3 to 50 characters of any script, upper and lower case alike; made up where there is none."),
            "destination": .string("Where it leads, if not where the program's links do.", format: "uri"),
            "campaign": .string(limit: Limits.label), "channel": .string(limit: Limits.label),
            "expires_at": .time("From when on it leads nowhere."),
          ], optional: ["code", "destination", "campaign", "channel", "expires_at"]),
        answers: [.init(status: .created, description: "The link.", schema: Self.schema)], handle: create),
      Endpoint(
        method: .get, path: "/v1/links", summary: "List links, newest first", access: .program,
        parameters: Endpoint.Parameter.paging + [.query("advocate_id", .id(), "Only this advocate's.")],
        answers: [.init(status: .ok, description: "A page of them.", schema: .page(of: Self.schema))], handle: list),
      Endpoint(
        method: .get, path: "/v1/links/{id}", summary: "Read a link", access: .program,
        parameters: [.path("id", "The link's id.")],
        answers: [.init(status: .ok, description: "The link.", schema: Self.schema)], handle: read),
      Endpoint(
        method: .patch, path: "/v1/links/{id}", summary: "Change where a link leads, or whether",
        details: "Fields that are not named stay; null clears destination and expires_at.", access: .program,
        parameters: [.path("id", "The link's id.")],
        body: .object(
          [
            "destination": .string(format: "uri").orNull, "disabled": .flag(), "expires_at": .time().orNull,
          ], optional: ["destination", "disabled", "expires_at"]),
        answers: [.init(status: .ok, description: "The link as it is now.", schema: Self.schema)], handle: patch),
    ]
  }

  @Sendable private func create(_ call: Call) async throws -> Response {
    let program = try call.program
    var fields = try Fields(body: await call.request.body.collect())
    let advocate: Advocate.ID = try fields.id("advocate_id")
    let wish = try fields.optionalText("code", limit: 200)
    let destination = try fields.optionalDestination("destination")
    let campaign = try fields.optionalText("campaign", limit: Limits.label)
    let channel = try fields.optionalText("channel", limit: Limits.label)
    let expiresAt = try fields.optionalTime("expires_at")
    try fields.end()
    var vanity: LinkCode?
    if let wish {
      do { vanity = try LinkCode(vanity: wish) } catch { throw Problem.invalid("code", "can't be used: \(error).") }
    }
    let now = environment.now()
    let asked = vanity
    let link = try await environment.database.transaction { connection in
      guard try await Advocates.find(advocate, program: program, in: connection) != nil else {
        throw Problem.invalid("advocate_id", "is not an advocate of this program.")
      }
      func link(_ code: LinkCode) -> Link {
        Link(
          id: .timeOrdered(at: now), advocate: advocate, host: "", code: code, destination: destination,
          campaign: campaign, channel: channel, disabledAt: nil, expiresAt: expiresAt, createdAt: now)
      }
      guard let asked else { return try await links.make(program: program, in: connection, link) }
      let wished = link(asked)
      do {
        try await links.insert(wished, isPrimary: false, program: program, in: connection)
      } catch is Links.CodeIsTaken {
        throw Problem.conflict("code_taken", "The code \(asked.text) is taken.", field: "code")
      }
      return wished
    }
    await links.publish(link, program: program)
    return .json(json(link), status: .created)
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let paging = try Paging<Link>(call.query)
    let advocate: Advocate.ID? = try call.query.id("advocate_id")
    let found = try await environment.database.withConnection { connection in
      try await Links.list(
        of: advocate, before: paging.before, limit: paging.limit + 1, program: program, in: connection)
    }
    return .json(paging.page(found, id: \.id, json))
  }

  @Sendable private func read(_ call: Call) async throws -> Response {
    let program = try call.program
    return .json(
      json(try await environment.database.withConnection { try await self.link(call, program: program, in: $0) }))
  }

  @Sendable private func patch(_ call: Call) async throws -> Response {
    let program = try call.program
    var fields = try Fields(body: await call.request.body.collect())
    let changesDestination = fields.mentions("destination")
    let changesExpiry = fields.mentions("expires_at")
    let destination = try fields.optionalDestination("destination")
    let isDisabled = try fields.optionalFlag("disabled")
    let expiresAt = try fields.optionalTime("expires_at")
    try fields.end()
    let now = environment.now()
    let link = try await environment.database.transaction { connection in
      let old = try await self.link(call, program: program, in: connection)
      let new = Link(
        id: old.id, advocate: old.advocate, host: old.host, code: old.code,
        destination: changesDestination ? destination : old.destination, campaign: old.campaign, channel: old.channel,
        disabledAt: isDisabled.map { $0 ? old.disabledAt ?? now : nil } ?? old.disabledAt,
        expiresAt: changesExpiry ? expiresAt : old.expiresAt, createdAt: old.createdAt)
      try await Links.update(new, program: program, in: connection)
      return new
    }
    await links.publish(link, program: program)
    return .json(json(link))
  }

  private func link(_ call: Call, program: Program.ID, in connection: Connection) async throws -> Link {
    guard let id = Link.ID(call.parameter("id")), let link = try await Links.find(id, program: program, in: connection)
    else { throw Problem.notFound("such link", field: "id") }
    return link
  }

  private func json(_ link: Link) -> JSON { Self.json(link, url: links.url(of: link)) }

  /// A link as it is shown.
  static func json(_ link: Link, url: String) -> JSON {
    .object([
      "id": .text(of: link.id), "advocate_id": .text(of: link.advocate), "code": .string(link.code.text),
      "url": .string(url), "destination": .text(link.destination), "campaign": .text(link.campaign),
      "channel": .text(link.channel), "disabled_at": .text(of: link.disabledAt),
      "expires_at": .text(of: link.expiresAt),
      "created_at": .text(of: link.createdAt),
    ])
  }

  /// Its schema.
  static let schema = Schema.object([
    "id": .id(), "advocate_id": .id(), "code": .string(), "url": .string(format: "uri"),
    "destination": .string(format: "uri").orNull, "campaign": .string().orNull, "channel": .string().orNull,
    "disabled_at": .time().orNull, "expires_at": .time().orNull, "created_at": .time(),
  ])
}
