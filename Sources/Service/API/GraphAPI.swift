import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/graph/edges`: who sees what whom shares.
struct GraphAPI: Sendable {
  var environment: Environment

  /// Edges are told, one or many, listed and taken away here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/graph/edges", summary: "Tell of an edge of the social graph, or of many",
        details:
          "Somebody sees what somebody else shares: a follower, a friend, a colleague. People are named by your ids and made known if they are not. The same edge again answers 200; an earlier occurred_at, and a consent, replace what was known. Whoever an advocate brings in has such an edge by itself.\n\n\(Endpoint.lineDetails)",
        access: .program, parameters: [Endpoint.onError],
        body: .object(
          [
            "from": .string("The one who shares, by your id.", limit: Limits.externalID),
            "to": .string("The one who sees it, by your id: somebody else.", limit: Limits.externalID),
            "origin": .string("Where it is known from: a network, a survey.", limit: Limits.label),
            "consent": .flag("Whether the one who sees agreed to be counted by name; no, if not given."),
            "occurred_at": .time("Since when; now, if not given."),
          ], optional: ["origin", "consent", "occurred_at"]), takesLines: true,
        answers: Endpoint.lineAnswers(Self.toldSchema, of: "edge"), handle: record),
      Endpoint(
        method: .get, path: "/v1/graph/edges", summary: "List whom somebody follows, or who follows them",
        details:
          "All are counted; only those who agreed to be named are listed: by what they said last of named_in_reports (POST /v1/people/{external_id}/consents) or, if they never said anything, by the edge's consent.",
        access: .program,
        parameters: Endpoint.Parameter.paging + [
          .query("of", .string(limit: Limits.externalID), "Of whom, by your id; always needed."),
          .query(
            "direction", .string(oneOf: GraphEdges.Direction.allCases.map(\.rawValue)),
            "Those who see what the person shares, or those whose shares the person sees; followers if not given."),
        ],
        answers: [
          .init(
            status: .ok, description: "A page of them.",
            schema: Schema.page(of: Self.schema).adding(
              .object([
                "people": .integer("How many there are, with those who are not listed and those who were erased.")
              ])))
        ], handle: list),
      Endpoint(
        method: .delete, path: "/v1/graph/edges", summary: "Take an edge away",
        details: "From now on. What was shared while it was there still counts as seen.", access: .program,
        parameters: [
          .query("from", .string(limit: Limits.externalID), "The one who shares, by your id; always needed."),
          .query("to", .string(limit: Limits.externalID), "The one who sees it, by your id; always needed."),
        ], answers: [.init(status: .noContent, description: "It is gone.")], handle: remove),
    ]
  }

  @Sendable private func record(_ call: Call) async throws -> Response {
    let program = try call.program
    let now = environment.now()
    guard call.hasLines else {
      let edge = try await call.item { fields throws(Problem) in try Self.told(&fields, now: now) }
      return try await environment.database.transaction { connection in
        let added = try await GraphEdges.add([edge], source: "api", at: now, program: program, in: connection)
        try await LateSharing.settle(after: [edge], at: now, program: program, in: connection)
        return .stored(
          .object([
            "from": .string(edge.from), "to": .string(edge.to), "origin": .text(edge.origin),
            "consent": edge.consent.map(JSON.bool) ?? .null, "occurred_at": .text(of: edge.since ?? now),
          ]), isNew: added > 0)
      }
    }
    return try await call.lines(environment) { fields throws(Problem) in
      try Self.told(&fields, now: now)
    } store: { items in
      let added = try await environment.database.transaction { connection in
        let edges = items.map(\.item)
        let added = try await GraphEdges.add(edges, source: "api", at: now, program: program, in: connection)
        try await LateSharing.settle(after: edges, at: now, program: program, in: connection)
        return added
      }
      return (added, [])
    }
  }

  static func told(_ fields: inout Fields, now: Timestamp) throws(Problem) -> GraphEdges.Told {
    let edge = GraphEdges.Told(
      from: try fields.text("from", limit: Limits.externalID), to: try fields.text("to", limit: Limits.externalID),
      since: try fields.optionalPastTime("occurred_at", now: now), consent: try fields.optionalFlag("consent"),
      origin: try fields.optionalText("origin", limit: Limits.label))
    guard edge.from != edge.to else { throw .invalid("to", "must be somebody else than from.") }
    return edge
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let paging = try Paging<Person>(call.query)
    let name = try call.query.needed("of")
    let direction =
      try call.query.choice("direction", of: GraphEdges.Direction.allCases.map(\.rawValue))
      .flatMap(GraphEdges.Direction.init) ?? .followers
    return try await environment.database.withConnection { connection in
      guard
        let person = try await People.find(
          externalID: name, key: nil, email: nil, program: program, in: connection
        ).first
      else { throw Problem.notFound("such person", field: "of") }
      let people = try await GraphEdges.count(direction, of: person, program: program, in: connection)
      let found = try await GraphEdges.named(
        direction, of: person, before: paging.before, limit: paging.limit + 1, program: program, in: connection)
      guard case .object(let page) = paging.page(found, id: \.person, Self.json) else { return .json(.null) }
      return .json(.object(page + [.init(name: "people", value: .integer(Int64(people)))]))
    }
  }

  @Sendable private func remove(_ call: Call) async throws -> Response {
    let program = try call.program
    let (from, to) = (try call.query.needed("from"), try call.query.needed("to"))
    let now = environment.now()
    let wasThere = try await environment.database.transaction { connection in
      try await GraphEdges.remove(from: from, to: to, at: now, program: program, in: connection)
    }
    guard wasThere else { throw Problem.notFound("such edge") }
    return Response(.noContent)
  }

  private static func json(_ neighbour: GraphEdges.Neighbour) -> JSON {
    .object([
      "external_id": .string(neighbour.externalID), "since": .text(of: neighbour.since),
      "origin": .text(neighbour.origin), "source": .string(neighbour.source),
    ])
  }

  private static let schema = Schema.object([
    "external_id": .string("Your id of the person."), "since": .time(),
    "origin": .string("Where the edge is known from.").orNull,
    "source": .string("Where it came from: api, import, demo, referral, or the id of a webhook source."),
  ])

  private static let toldSchema = Schema.object([
    "from": .string(), "to": .string(), "origin": .string().orNull, "consent": .flag().orNull, "occurred_at": .time(),
  ])
}
