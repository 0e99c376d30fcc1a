import HTTPServer
import HTTPTypes
import Postgres
import Referrals
import StrictJSON

/// Reads the fields of a JSON object one by one, and says by name which is missing, of the wrong type, out of range or
/// not known. What is wrong is thrown as a ``Problem`` with status 422.
struct Fields {
  private var members: [String: JSON] = [:]
  private let prefix: String

  /// The fields of a request's body, or of what else messages call it.
  init(body: [UInt8], calledThe name: String = "body") throws(Problem) {
    let json: JSON
    do throws(JSON.Malformed) {
      json = try JSON(parsing: body)
    } catch {
      throw .malformed("The \(name) is not valid JSON: \(error).")
    }
    guard case .object = json else { throw .malformed("The \(name) must be a JSON object, and is \(json.kind).") }
    try self.init(json, prefix: "")
  }

  /// The fields of an object; what is no object has none.
  init(_ object: JSON, prefix: String) throws(Problem) {
    self.prefix = prefix
    guard case .object(let members) = object else { return }
    for member in members { self.members[member.name] = member.value }
  }

  /// The path of a field, for messages.
  func path(_ name: String) -> String { prefix + name }

  /// Ends the reading: a field that nobody asked for is refused.
  func end() throws(Problem) {
    guard let unknown = members.keys.min() else { return }
    throw Problem(
      .unprocessableContent, "unknown_field", "\(path(unknown)) is not a known field.", field: path(unknown))
  }

  /// Takes a field out; null counts as absent.
  private mutating func take(_ name: String) -> JSON? {
    guard let value = members.removeValue(forKey: name), value != .null else { return nil }
    return value
  }

  private func required<Value>(_ value: Value?, _ name: String) throws(Problem) -> Value {
    guard let value else {
      throw Problem(.unprocessableContent, "missing_field", "\(path(name)) is required.", field: path(name))
    }
    return value
  }

  /// A text of 1 to `limit` characters without control characters, if there.
  mutating func optionalText(_ name: String, limit: Int = 255) throws(Problem) -> String? {
    try optionalText(name, limit: limit) { $0.value < 0x20 || $0.value == 0x7F }
  }

  /// A text of one or several lines, if there: 1 to `limit` characters without control characters but for the ends of
  /// lines, which become line feeds.
  mutating func optionalLines(_ name: String, limit: Int) throws(Problem) -> String? {
    if case .string(let text)? = members[name] { members[name] = .string(text.withPlainLines) }
    return try optionalText(name, limit: limit) { $0 != "\n" && ($0.value < 0x20 || $0.value == 0x7F) }
  }

  private mutating func optionalText(
    _ name: String, limit: Int, refusing isRefused: (Unicode.Scalar) -> Bool
  ) throws(Problem) -> String? {
    guard let value = take(name) else { return nil }
    guard case .string(let text) = value else {
      throw .invalid(path(name), "must be a string, and is \(value.kind).")
    }
    guard !text.isEmpty else { throw .invalid(path(name), "must not be empty.") }
    guard text.unicodeScalars.count <= limit else {
      throw .invalid(path(name), "must be at most \(limit) characters long.")
    }
    guard !text.unicodeScalars.contains(where: isRefused) else {
      throw .invalid(path(name), "must not contain control characters.")
    }
    return text
  }

  /// A text that has to be there.
  mutating func text(_ name: String, limit: Int = 255) throws(Problem) -> String {
    try required(try optionalText(name, limit: limit), name)
  }

  /// A whole number in a range, if there.
  mutating func optionalInteger(_ name: String, in range: ClosedRange<Int64>) throws(Problem) -> Int64? {
    guard let value = take(name) else { return nil }
    guard case .integer(let number) = value else {
      throw .invalid(path(name), "must be an integer between \(range.lowerBound) and \(range.upperBound).")
    }
    guard range.contains(number) else {
      throw .invalid(path(name), "must be between \(range.lowerBound) and \(range.upperBound).")
    }
    return number
  }

  /// A whole number that has to be there.
  mutating func integer(_ name: String, in range: ClosedRange<Int64>) throws(Problem) -> Int64 {
    try required(try optionalInteger(name, in: range), name)
  }

  /// A number in a range, if there.
  mutating func optionalNumber(_ name: String, in range: ClosedRange<Double>) throws(Problem) -> Double? {
    guard let value = take(name) else { return nil }
    return try number(value, path(name), in: range)
  }

  private func number(_ value: JSON, _ path: String, in range: ClosedRange<Double>) throws(Problem) -> Double {
    let number: Double
    switch value {
    case .integer(let whole): number = Double(whole)
    case .number(let real): number = real
    default: throw .invalid(path, "must be a number, and is \(value.kind).")
    }
    guard range.contains(number) else {
      throw .invalid(path, "must be between \(range.lowerBound) and \(range.upperBound).")
    }
    return number
  }

  /// A list of numbers in a range, if there.
  mutating func optionalNumbers(_ name: String, in range: ClosedRange<Double>) throws(Problem) -> [Double]? {
    guard let value = take(name) else { return nil }
    guard case .array(let elements) = value else {
      throw .invalid(path(name), "must be an array of numbers, and is \(value.kind).")
    }
    var numbers: [Double] = []
    for (index, element) in elements.enumerated() {
      numbers.append(try number(element, "\(path(name))[\(index)]", in: range))
    }
    return numbers
  }

  /// A list of one or more texts, none twice, each one of some choices, if there.
  mutating func optionalChoices(_ name: String, of choices: [String]) throws(Problem) -> [String]? {
    guard let value = take(name) else { return nil }
    guard case .array(let elements) = value else {
      throw .invalid(path(name), "must be an array of strings, and is \(value.kind).")
    }
    guard !elements.isEmpty else { throw .invalid(path(name), "must not be empty.") }
    var texts: [String] = []
    for (index, element) in elements.enumerated() {
      guard case .string(let text) = element, choices.contains(text) else {
        throw .invalid("\(path(name))[\(index)]", "must be one of \(choices.joined(separator: ", ")).")
      }
      guard !texts.contains(text) else { throw .invalid("\(path(name))[\(index)]", "is given twice.") }
      texts.append(text)
    }
    return texts
  }

  /// Such a list that has to be there.
  mutating func choices(_ name: String, of choices: [String]) throws(Problem) -> [String] {
    try required(try optionalChoices(name, of: choices), name)
  }

  /// True or false, if there.
  mutating func optionalFlag(_ name: String) throws(Problem) -> Bool? {
    guard let value = take(name) else { return nil }
    guard case .bool(let flag) = value else {
      throw .invalid(path(name), "must be true or false, and is \(value.kind).")
    }
    return flag
  }

  /// True or false, which has to be told.
  mutating func flag(_ name: String) throws(Problem) -> Bool { try required(try optionalFlag(name), name) }

  /// Whether the field is there at all, null included: what tells "leave it" from "clear it" in a patch.
  func mentions(_ name: String) -> Bool { members[name] != nil }

  /// Refuses an object without a field that is otherwise filled in.
  func need(_ name: String) throws(Problem) { _ = try required(members[name].flatMap { $0 == .null ? nil : $0 }, name) }

  /// An object's fields, if there. The caller ends it.
  mutating func optionalObject(_ name: String) throws(Problem) -> Fields? {
    guard let value = take(name) else { return nil }
    guard case .object = value else { throw .invalid(path(name), "must be an object, and is \(value.kind).") }
    return try Fields(value, prefix: path(name) + ".")
  }
}

extension String {
  /// The same with a line feed at the end of each line, whatever was there: forms send CR LF.
  var withPlainLines: String { replacing("\r\n", with: "\n").replacing("\r", with: "\n") }
}
