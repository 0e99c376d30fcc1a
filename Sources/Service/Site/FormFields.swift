import HTTPServer
import HTTPTypes
import Referrals

/// The names and values of a form, or of a page's query: what is not asked for is not looked at.
struct FormFields: Sendable {
  private let pairs: [(name: String, value: String)]

  /// None.
  static let empty = FormFields(pairs: [])

  /// Those of a form that was read already.
  init(pairs: [(name: String, value: String)]) { self.pairs = pairs }

  /// Reads `application/x-www-form-urlencoded` (WHATWG URL, 5.1); throws a problem where it is broken.
  init(_ text: String) throws(Problem) {
    var pairs: [(String, String)] = []
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : ""),
        !value.utf8.contains(0), pairs.count < 1000
      else { throw Problem(.badRequest, "malformed_form", "What was sent is not properly encoded.") }
      pairs.append((name, value))
    }
    self.pairs = pairs
  }

  /// Reads the body of a request.
  init(body request: Request) async throws {
    guard let text = String(validating: try await request.body.collect(), as: UTF8.self) else {
      throw Problem(.badRequest, "malformed_form", "What was sent is not UTF-8.")
    }
    try self.init(text)
  }

  /// Reads the query of a request.
  init(query request: Request) throws(Problem) { try self.init(request.query ?? "") }

  /// The first value of a name, without blanks around it; nil where there is none, or nothing in it.
  subscript(name: String) -> String? {
    guard let value = pairs.first(where: { $0.name == name })?.value else { return nil }
    let trimmed = value.drop(while: \.isWhitespace)
    guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else { return nil }
    return String(trimmed[...last])
  }

  /// Every value of a name, as it came.
  func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

  /// Whether a box was ticked.
  func isOn(_ name: String) -> Bool { pairs.contains { $0.name == name } }

  private static func decode(_ text: Substring) -> String? {
    Referrals.PercentEncoding.decode(String(text.map { $0 == "+" ? " " : $0 }))
  }
}
