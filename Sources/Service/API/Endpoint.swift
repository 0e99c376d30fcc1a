import HTTPServer
import HTTPTypes
import Postgres
import Referrals

/// One operation of the API: where it is, who may call it, what goes in and out, and what does it. The router and the
/// OpenAPI document are both made from the same list of these.
struct Endpoint: Sendable {
  /// Who may call it.
  enum Access: Sendable {
    /// Anybody.
    case open
    /// The holder of an admin key.
    case admin
    /// The holder of a program's key: with any role to read, with `operate` to do anything else.
    case program
    /// The holder of a program's key with the role `admin`: it changes how the program is set up.
    case settings
    /// A page of any site, by a public key of a program.
    case page
  }

  /// A parameter in the path or the query.
  struct Parameter: Sendable {
    enum Place: String, Sendable { case path, query }
    var name: String
    var place: Place
    var schema: Schema
    var description: String

    static func path(_ name: String, _ description: String) -> Parameter {
      Parameter(name: name, place: .path, schema: .string(), description: description)
    }

    static func query(_ name: String, _ schema: Schema, _ description: String) -> Parameter {
      Parameter(name: name, place: .query, schema: schema, description: description)
    }

    /// The parameters of every list.
    static let paging: [Parameter] = [
      .query("limit", .integer(in: 1...500), "How many to return; 50 if not given."),
      .query("cursor", .string(), "The next_cursor of the page before."),
    ]
  }

  /// What an operation answers with one status.
  struct Answer: Sendable {
    var status: HTTPResponse.Status
    var description: String
    var mediaType = "application/json"
    var schema: Schema?
  }

  var method: HTTPRequest.Method
  /// The route's pattern.
  var path: String
  var summary: String
  var details: String?
  var access: Access
  var parameters: [Parameter] = []
  var body: Schema?
  /// Whether many such bodies may come at once, a line each (NDJSON).
  var takesLines = false
  var bodyLimit = 64 * 1024
  var answers: [Answer]
  var handle: @Sendable (Call) async throws -> Response

  /// What a program's key must allow for this; nil where it takes another key, or none.
  var neededRole: Role? {
    switch access {
    case .open, .admin: nil
    case .program: method == .get ? .read : .operate
    case .settings: .admin
    case .page: .public
    }
  }
}

/// A request that has passed the door: who calls, and with what.
struct Call: Sendable {
  var request: Request
  var caller: Caller
  var query: Query

  /// The value of a path parameter that the route has.
  func parameter(_ name: String) -> String { request.parameters[name] ?? "" }
}
