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
  /// Whether its form has a file, which it reads itself.
  var takesFile: Bool
  var handle: @Sendable (Visit) async throws -> Response

  /// A page from its parts.
  init(
    method: HTTPRequest.Method = .get, path: String, role: Role = .read, bodyLimit: Int = 64 * 1024,
    takesFile: Bool = false,
    handle: @escaping @Sendable (Visit) async throws -> Response
  ) {
    self.method = method
    self.path = path
    self.role = role
    // A file that is too long is refused by the page, in words.
    self.bodyLimit = takesFile ? .max : bodyLimit
    self.takesFile = takesFile
    self.handle = handle
  }
}
