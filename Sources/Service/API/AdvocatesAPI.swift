import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/advocates`: the people who share.
struct AdvocatesAPI: Sendable {
  var environment: Environment
  var links: LinkSetup

  /// An advocate is made, listed, read, paused and resumed here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/advocates", summary: "Make a person an advocate, or update the one it is",
        details:
          "The same external_id again updates e-mail and name and answers 200. recruited_by counts the first time only: who brought an advocate in stays so for ever.",
        access: .program,
        body: .object(
          [
            "external_id": .string("The person's id in your system.", limit: Limits.externalID),
            "email": .string(format: "email"), "name": .string(limit: Limits.name),
            "recruited_by": .id("The advocate who brought this one in."),
          ], optional: ["email", "name", "recruited_by"]),
        answers: [
          .init(status: .created, description: "A new advocate, with its link.", schema: Self.schema),
          .init(status: .ok, description: "The advocate that was there.", schema: Self.schema),
        ], handle: upsert),
      Endpoint(
        method: .get, path: "/v1/advocates", summary: "List advocates, newest first", access: .program,
        parameters: Endpoint.Parameter.paging,
        answers: [.init(status: .ok, description: "A page of them.", schema: .page(of: Self.schema))], handle: list),
      Endpoint(
        method: .get, path: "/v1/advocates/{id}", summary: "Read an advocate", access: .program,
        parameters: [.path("id", "The advocate's id.")],
        answers: [.init(status: .ok, description: "The advocate.", schema: Self.schema)], handle: read),
      Endpoint(
        method: .patch, path: "/v1/advocates/{id}", summary: "Pause or resume an advocate",
        details: "A paused advocate's links still redirect, and earn nothing for what happens until it is resumed.",
        access: .program, parameters: [.path("id", "The advocate's id.")],
        body: .object(["status": .string(oneOf: ["active", "paused"])]),
        answers: [.init(status: .ok, description: "The advocate as it is now.", schema: Self.schema)], handle: patch),
      Endpoint(
        method: .post, path: "/v1/advocates/{id}/portal/revoke",
        summary: "Take back the address of an advocate's own page",
        details: "The portal_url that was good until now leads nowhere from now on; the answer has the new one.",
        access: .program, parameters: [.path("id", "The advocate's id.")],
        answers: [.init(status: .ok, description: "The advocate, with its new portal_url.", schema: Self.schema)],
        handle: revoke),
    ]
  }

  private enum Status: String, CaseIterable { case active, paused }

  @Sendable private func upsert(_ call: Call) async throws -> Response {
    let program = try call.program
    var fields = try Fields(body: await call.request.body.collect())
    let externalID = try fields.text("external_id", limit: Limits.externalID)
    let email = try fields.optionalEmail("email")
    let name = try fields.optionalText("name", limit: Limits.name)
    let recruiter: Advocate.ID? = try fields.optionalID("recruited_by")
    try fields.end()
    let now = environment.now()
    let (shown, link, isNew, hasNewLink) = try await environment.database.transaction { connection in
      if let recruiter, try await Advocates.find(recruiter, program: program, in: connection) == nil {
        throw Problem.invalid("recruited_by", "is not an advocate of this program.")
      }
      let person = try await People.upsert(
        externalID: externalID, email: email, name: name, at: now, program: program, in: connection)
      let (id, isNew) = try await Advocates.upsert(
        person: person, recruiter: recruiter, at: now, program: program, in: connection)
      // One whose history was imported without links gets one now.
      var link = try await Links.primary(of: id, program: program, in: connection)
      let hasNewLink = link == nil
      if hasNewLink { link = try await links.makePrimary(of: id, at: now, program: program, in: connection) }
      let advocate = try await Advocates.find(id, program: program, in: connection)
      guard let advocate else { throw Problem.notFound("such advocate") }
      let portals = try await PortalAddresses(of: program, at: environment.address, in: connection)
      let shown = Self.json(advocate, url: link.map(links.url), link, portal: portals.url(of: advocate))
      if isNew {
        try await ShareIntake.announce(externalID, at: now, program: program, in: connection)
        try await EventType.advocateCreated.tell(shown, at: now, program: program, in: connection)
      }
      return (shown, link, isNew, hasNewLink)
    }
    if hasNewLink, let link { await links.publish(link, program: program) }
    return .stored(shown, isNew: isNew)
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let paging = try Paging<Advocate>(call.query)
    let (advocates, primary, portals) = try await environment.database.withConnection { connection in
      let advocates = try await Advocates.list(
        before: paging.before, limit: paging.limit + 1, program: program, in: connection)
      let primary = try await Links.primary(of: advocates.map(\.id), program: program, in: connection)
      return (advocates, primary, try await PortalAddresses(of: program, at: environment.address, in: connection))
    }
    return .json(
      paging.page(advocates, id: \.id) { advocate in
        let link = primary[advocate.id]
        return Self.json(
          advocate, url: link.map(links.url), link, portal: call.mayOperate ? portals.url(of: advocate) : nil)
      })
  }

  @Sendable private func read(_ call: Call) async throws -> Response {
    let program = try call.program
    return .json(try await environment.database.withConnection { try await self.json(call, program: program, in: $0) })
  }

  @Sendable private func patch(_ call: Call) async throws -> Response {
    let program = try call.program
    var fields = try Fields(body: await call.request.body.collect())
    let status = try fields.choice("status", as: Status.self)
    try fields.end()
    let now = environment.now()
    return .json(
      try await environment.database.transaction { connection in
        let advocate = try await self.advocate(call, program: program, in: connection)
        switch status {
        case .paused: try await Advocates.pause(advocate.id, at: now, program: program, in: connection)
        case .active: try await Advocates.resume(advocate.id, at: now, program: program, in: connection)
        }
        return try await self.json(call, program: program, in: connection)
      })
  }

  @Sendable private func revoke(_ call: Call) async throws -> Response {
    let program = try call.program
    let author = try call.author
    let now = environment.now()
    return .json(
      try await environment.database.transaction { connection in
        let advocate = try await self.advocate(call, program: program, in: connection)
        try await PortalRenewal.make(for: advocate, by: author, at: now, in: connection)
        return try await self.json(call, program: program, in: connection)
      })
  }

  private func advocate(_ call: Call, program: Program.ID, in connection: Connection) async throws -> Advocate {
    guard let id = Advocate.ID(call.parameter("id")),
      let advocate = try await Advocates.find(id, program: program, in: connection)
    else { throw Problem.notFound("such advocate", field: "id") }
    return advocate
  }

  private func json(_ call: Call, program: Program.ID, in connection: Connection) async throws -> JSON {
    let advocate = try await advocate(call, program: program, in: connection)
    let link = try await Links.primary(of: advocate.id, program: program, in: connection)
    let portals = try await PortalAddresses(of: program, at: environment.address, in: connection)
    return Self.json(
      advocate, url: link.map(links.url), link, portal: call.mayOperate ? portals.url(of: advocate) : nil)
  }

  /// An advocate with the link it was given first, and where its own page is. That page can do more than show, so whoever
  /// may only read is not told.
  static func json(_ advocate: Advocate, url: String?, _ link: Link?, portal: String?) -> JSON {
    .object([
      "id": .text(of: advocate.id), "external_id": .string(advocate.externalID), "email": .text(advocate.email),
      "name": .text(advocate.name), "recruited_by": .text(of: advocate.recruiter),
      "status": advocate.pausedAt == nil ? "active" : "paused", "created_at": .text(of: advocate.createdAt),
      "link": link.map { .object(["code": .string($0.code.text), "url": .text(url)]) } ?? .null,
      "portal_url": .text(portal), "typed_email": .text(advocate.typedEmail),
    ])
  }

  /// An advocate as it is shown.
  static let schema = Schema.object([
    "id": .id(), "external_id": .string(), "email": .string().orNull, "name": .string().orNull,
    "recruited_by": .id().orNull, "status": .string(oneOf: ["active", "paused"]), "created_at": .time(),
    "link": .object(["code": .string(), "url": .string(format: "uri")]).orNull,
    "portal_url": .string(
      "The advocate's own page: whoever has the address sees it and can leave by it, so it is for the advocate alone. Null for keys that may only read.",
      format: "uri"
    ).orNull,
    "typed_email": .string(
      "The e-mail that was typed on joining by oneself. Nobody has proved that it is theirs, and the advocate does not go by it."
    ).orNull,
  ])
}
