import HTTPServer
import HTTPTypes
import Postgres
import Referrals
import StrictJSON

/// The OpenAPI 3.1 document of a list of endpoints.
struct OpenAPI {
  var endpoints: [Endpoint]
  var publicURL: String

  /// The whole document.
  var document: JSON {
    .object([
      "openapi": "3.1.0",
      "info": .object([
        "title": "Resonance",
        "version": "1",
        "description":
          "Referral tracking that counts word of mouth. Amounts are whole minor units of an ISO 4217 currency, times are RFC 3339, errors are RFC 9457 problem details that name the field.",
      ]),
      "servers": [.object(["url": .string(publicURL)])],
      "paths": .object(paths),
      "webhooks": .object(EventType.all.map { .init(name: $0.name, value: .object(["post": Self.webhook($0)])) }),
      "components": .object([
        "securitySchemes": .object([
          "program_key": .object([
            "type": "http", "scheme": "bearer", "description": "The key of one program, shown once when it is made.",
          ]),
          "public_key": .object([
            "type": "http", "scheme": "bearer",
            "description": "A key of one program that may stand in a page: it can tell of leads and nothing else.",
          ]),
          "admin_key": .object([
            "type": "http", "scheme": "bearer", "description": "The key in admin.key of the service's data directory.",
          ]),
        ]),
        "schemas": .object(["Problem": Self.problem.json]),
      ]),
    ])
  }

  private var paths: [JSON.Member] {
    var order: [String] = []
    var operations: [String: [JSON.Member]] = [:]
    for endpoint in endpoints {
      let path = endpoint.path.replacing("...}", with: "}")
      if operations[path] == nil { order.append(path) }
      operations[path, default: []].append(
        .init(name: endpoint.method.rawValue.lowercased(), value: Self.operation(endpoint)))
    }
    return order.map { .init(name: $0, value: .object(operations[$0] ?? [])) }
  }

  private static func operation(_ endpoint: Endpoint) -> JSON {
    var members: [JSON.Member] = [
      .init(name: "operationId", value: .string(operationID(endpoint))),
      .init(name: "summary", value: .string(endpoint.summary)),
    ]
    let needed = endpoint.neededRole.flatMap { role in
      role == .public ? nil : "Needs a key with the role \(role) or one that may do more."
    }
    let description = [endpoint.details, needed].compactMap(\.self).joined(separator: " ")
    if !description.isEmpty { members.append(.init(name: "description", value: .string(description))) }
    switch endpoint.access {
    case .open: members.append(.init(name: "security", value: []))
    case .admin: members.append(.init(name: "security", value: [.object(["admin_key": []])]))
    case .program, .settings: members.append(.init(name: "security", value: [.object(["program_key": []])]))
    case .page: members.append(.init(name: "security", value: [.object(["public_key": []])]))
    }
    if !endpoint.parameters.isEmpty {
      members.append(.init(name: "parameters", value: .array(endpoint.parameters.map(parameter))))
    }
    if let body = endpoint.body {
      let types = ["application/json"] + (endpoint.takesLines ? [Endpoint.lines] : [])
      members.append(
        .init(
          name: "requestBody",
          value: .object([
            "required": true,
            "content": .object(types.map { .init(name: $0, value: .object(["schema": body.json])) }),
          ])))
    }
    members.append(.init(name: "responses", value: .object(endpoint.answers.map(answer) + [problemAnswer])))
    return .object(members)
  }

  /// A name for the operation made of its method and path: `post_v1_conversions_external_id_reversals`.
  private static func operationID(_ endpoint: Endpoint) -> String {
    let words = endpoint.path.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    return ([endpoint.method.rawValue.lowercased()] + words.map(String.init)).joined(separator: "_")
  }

  /// What an endpoint is sent when something happens (Standard Webhooks 1.0).
  private static func webhook(_ event: EventType) -> JSON {
    .object([
      "operationId": .string("webhook_\(event.name.replacing(".", with: "_"))"),
      "summary": .string(event.summary),
      "security": [],
      "parameters": .array(webhookHeaders),
      "requestBody": .object([
        "required": true,
        "content": .object([
          "application/json": .object(["schema": event.schema.json, "example": event.example])
        ]),
      ]),
      "responses": .object([
        "2XX": .object([
          "description":
            "Taken. Anything else, a redirect too, is a failure and tried again, but for 410, which disables the endpoint."
        ])
      ]),
    ])
  }

  private static let webhookHeaders: [JSON] = [
    ("webhook-id", "The event's id: the same with every attempt, so that one that comes again is known."),
    ("webhook-timestamp", "When this attempt was made, in seconds since 1970."),
    (
      "webhook-signature",
      "v1, and a base64 HMAC-SHA256 of id.timestamp.body by the endpoint's secret; after a rotation two of them, with a space between."
    ),
  ].map { name, description in
    .object([
      "name": .string(name), "in": "header", "required": true, "description": .string(description),
      "schema": Schema.string().json,
    ])
  }

  private static func parameter(_ parameter: Endpoint.Parameter) -> JSON {
    .object([
      "name": .string(parameter.name),
      "in": .string(parameter.place.rawValue),
      "required": .bool(parameter.place == .path),
      "description": .string(parameter.description),
      "schema": parameter.schema.json,
    ])
  }

  private static func answer(_ answer: Endpoint.Answer) -> JSON.Member {
    var members: [JSON.Member] = [.init(name: "description", value: .string(answer.description))]
    if let schema = answer.schema {
      members.append(
        .init(
          name: "content",
          value: .object([.init(name: answer.mediaType, value: .object(["schema": schema.json]))])))
    }
    return .init(name: String(answer.status.code), value: .object(members))
  }

  private static let problemAnswer = JSON.Member(
    name: "default",
    value: .object([
      "description": "What went wrong, and where.",
      "content": .object([
        "application/problem+json": .object(["schema": .object(["$ref": "#/components/schemas/Problem"])])
      ]),
    ]))

  private static let problem = Schema.object(
    [
      "type": .string("What kind of problem it is: urn:resonance:problem: and a name that stays."),
      "title": .string("The status in words."),
      "status": .integer("The HTTP status."),
      "detail": .string("What happened."),
      "field": .string("The field, parameter or header at fault."),
    ], optional: ["field"])
}
