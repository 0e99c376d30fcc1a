import HTTPServer
import HTTPTypes
import Referrals

/// A page of the console, or a form on one: where it is, who may use it, and what answers.
struct ConsolePage: Sendable {
  var method: HTTPRequest.Method
  var path: String
  /// The least role.
  var role: Role
  var bodyLimit: Int
  var handle: @Sendable (Visit) async throws -> Response

  /// A page from its parts.
  init(
    method: HTTPRequest.Method = .get, path: String, role: Role = .read, bodyLimit: Int = 64 * 1024,
    handle: @escaping @Sendable (Visit) async throws -> Response
  ) {
    self.method = method
    self.path = path
    self.role = role
    self.bodyLimit = bodyLimit
    self.handle = handle
  }
}
