import HTTPServer
import HTTPTypes
import Referrals

/// The parameters in a request's query, each named at most once and each known to the operation.
struct Query: Sendable {
  private let values: [String: String]

  /// None.
  static let empty = Query()

  private init() { values = [:] }

  /// What the query of a page says under these names, the first value of each.
  init(_ fields: FormFields, taking names: [String]) {
    values = Dictionary(uniqueKeysWithValues: names.compactMap { name in fields[name].map { (name, $0) } })
  }

  /// Reads the query of a request to an operation that knows these parameters.
  init(_ request: Request, allowing known: Set<String>) throws(Problem) {
    var values: [String: String] = [:]
    for pair in (request.query ?? "").split(separator: "&", omittingEmptySubsequences: true) {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : "") else {
        throw Problem(.badRequest, "malformed_query", "The query is not properly percent-encoded.")
      }
      guard !value.utf8.contains(0) else { throw Self.invalid(name, "must not contain NUL.") }
      guard known.contains(name) else {
        throw Problem(.badRequest, "unknown_parameter", "\(name) is not a known parameter.", field: name)
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw Problem(.badRequest, "invalid_parameter", "\(name) is given twice.", field: name)
      }
    }
    self.values = values
  }

  private static func decode(_ text: Substring) -> String? {
    PercentEncoding.decode(String(text.map { $0 == "+" ? " " : $0 }))
  }

  /// What is wrong with a parameter.
  static func invalid(_ name: String, _ detail: String) -> Problem {
    Problem(.badRequest, "invalid_parameter", "\(name) \(detail)", field: name)
  }

  /// A text, if there and not empty.
  func text(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// A text that has to be there.
  func needed(_ name: String) throws(Problem) -> String {
    guard let text = text(name) else { throw Self.invalid(name, "is required.") }
    return text
  }

  /// A whole number in a range, if there.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
    guard let text = text(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw Self.invalid(name, "must be an integer between \(range.lowerBound) and \(range.upperBound).")
    }
    return number
  }

  /// An id, if there.
  func id<Entity>(_ name: String) throws(Problem) -> Identifier<Entity>? {
    guard let text = text(name) else { return nil }
    guard let id = Identifier<Entity>(text) else { throw Self.invalid(name, "must be an id.") }
    return id
  }

  /// One of several words, if there.
  func choice(_ name: String, of choices: [String]) throws(Problem) -> String? {
    guard let text = text(name) else { return nil }
    guard choices.contains(text) else {
      throw Self.invalid(name, "must be one of \(choices.joined(separator: ", ")).")
    }
    return text
  }

  /// A day, if there.
  func day(_ name: String) throws(Problem) -> Day? {
    guard let text = text(name) else { return nil }
    guard let day = Day(text) else { throw Self.invalid(name, "must be a day as YYYY-MM-DD.") }
    return day
  }
}
