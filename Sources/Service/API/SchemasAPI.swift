import HTTPServer
import HTTPTypes
import StrictJSON
import Webhooks

/// `/schemas`: the JSON Schemas of the events that a `standard` or `github` source takes.
struct SchemasAPI: Sendable {
  /// The schemas are listed and read here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/schemas", summary: "List the events that anything can send us", access: .open,
        answers: [
          .init(
            status: .ok, description: "Each with where its schema is.",
            schema: .object([
              "data": .list(.object(["type": .string(), "summary": .string(), "url": .string("Relative to here.")]))
            ]))
        ], handle: list),
      Endpoint(
        method: .get, path: "/schemas/{type}", summary: "Read the JSON Schema of an event",
        details: "For webhooks to a source of the provider standard or github. It holds a sample.", access: .open,
        parameters: [.path("type", "The event's type, such as conversion.created.")],
        answers: [
          .init(
            status: .ok, description: "JSON Schema 2020-12.", mediaType: "application/schema+json",
            schema: .open("The schema."))
        ], handle: read),
    ]
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    .json(
      .object([
        "data": .array(
          OwnEvents.all.map { kind in
            .object([
              "type": .string(kind.type), "summary": .string(kind.summary), "url": .string("/schemas/\(kind.type)"),
            ])
          })
      ]))
  }

  @Sendable private func read(_ call: Call) async throws -> Response {
    guard let kind = OwnEvents.all.first(where: { $0.type == call.parameter("type") }) else {
      throw Problem.notFound("such event", field: "type")
    }
    guard case .object(let members) = kind.schema else { throw Problem.notFound("such event", field: "type") }
    let dialect = JSON.Member(name: "$schema", value: "https://json-schema.org/draft/2020-12/schema")
    var response = Response.json(.object([dialect] + members + [.init(name: "examples", value: [kind.sample])]))
    response.headers[.contentType] = "application/schema+json"
    return response
  }
}
