import StrictJSON

@testable import Service

/// Bodies made from their schema: ones that will do, and ones that are wrong in one place.
struct SampleBody {
  /// An id for fields that name an advocate.
  let advocate: String
  private var count = 0

  init(advocate: String) { self.advocate = advocate }

  /// A value that a schema allows; external ids, names and codes are new each time.
  mutating func value(of schema: JSON, named name: String, onlyRequired: Bool) -> JSON {
    if let choice = schema["enum"]?.elements.first { return choice }
    if let example = schema["examples"]?.elements.first { return example }
    count += 1
    switch (schema["type"]?.text ?? schema["type"]?.elements.first?.text, schema["format"]?.text) {
    case ("object", _):
      // Where one of several will do, the first is given, and only that.
      let choices = (schema["anyOf"]?.elements ?? []).map { $0["required"]?.elements ?? [] }
      let required = (schema["required"]?.elements ?? []) + (choices.first ?? [])
      let others = choices.dropFirst().flatMap(\.self)
      return .object(
        (schema["properties"]?.members ?? []).compactMap { property in
          // A click's id can't be made up; where a position is given, its shares have to add up.
          guard !["click_id"].contains(property.name), !others.contains(.string(property.name)) else { return nil }
          guard !onlyRequired || required.contains(.string(property.name)) else { return nil }
          return .init(
            name: property.name, value: value(of: property.value, named: property.name, onlyRequired: onlyRequired))
        })
    case ("array", _):
      if let items = schema["items"], items["type"] == "string" {
        return [value(of: items, named: name, onlyRequired: onlyRequired)]
      }
      return [.number(0.4), .number(0.2), .number(0.4)]
    case ("integer", _): return schema["minimum"] ?? 1
    case ("number", _): return schema["minimum"] ?? 1
    case ("boolean", _): return true
    case ("string", "uuid"): return .string(advocate)
    case ("string", "email"): return .string("sample-\(count)@x.example")
    case ("string", "uri"): return "https://x.example/"
    default: return .string("sample-\(count)-\(UInt32.random(in: 0 ... .max))")
    }
  }

  /// Something wrong with one field.
  struct Fault {
    /// Where, as a problem names it.
    let path: String
    let what: String
    /// What stands there; nil: nothing.
    let value: JSON?

    /// A body with the fault.
    func applied(to body: JSON) -> JSON { Self.set(path.split(separator: ".").map(String.init)[...], value, in: body) }

    private static func set(_ path: ArraySlice<String>, _ value: JSON?, in object: JSON) -> JSON {
      guard let name = path.first else { return object }
      var members = object.members.filter { $0.name != name }
      let inner = path.count == 1 ? value : set(path.dropFirst(), value, in: object[name] ?? .object([:]))
      if let inner { members.append(.init(name: name, value: inner)) }
      return .object(members)
    }
  }

  /// Every fault that the schema of a body makes one.
  static func faults(of schema: JSON, prefix: String = "") -> [Fault] {
    let required = schema["required"]?.elements ?? []
    var faults = [Fault(path: prefix + "surprise", what: "not described", value: 1)]
    for property in schema["properties"]?.members ?? [] {
      let path = prefix + property.name
      let rule = property.value
      func add(_ what: String, _ value: JSON?) { faults.append(Fault(path: path, what: what, value: value)) }
      if required.contains(.string(property.name)) { add("left out", nil) }
      let type = rule["type"]?.text ?? rule["type"]?.elements.first?.text
      for (name, value) in wrongTypes where name != type && !(type == "number" && name == "integer") {
        add(name, value)
      }
      if rule["enum"] != nil { add("not one of them", "something else") }
      if let least = rule["minLength"]?.whole, least > 0 { add("empty", "") }
      if let most = rule["maxLength"]?.whole { add("too long", .string(String(repeating: "x", count: Int(most) + 1))) }
      if case .integer(let least) = rule["minimum"] { add("too small", .integer(least - 1)) }
      if case .integer(let most) = rule["maximum"] { add("too large", .integer(most + 1)) }
      if rule["format"] != nil, type == "string" { add("of another format", "???") }
      if type == "object" { faults += Self.faults(of: rule, prefix: path + ".") }
    }
    return faults
  }

  private static let wrongTypes: [(String, JSON)] = [
    ("string", "text"), ("integer", 7), ("boolean", true), ("array", []), ("object", .object([:])),
  ]
}
