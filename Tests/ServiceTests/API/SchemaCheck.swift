import Foundation
import Referrals
import StrictJSON

@testable import Service

/// Holds values against a JSON Schema (2020-12), as much of it as the document uses; a keyword that it does not know is
/// itself a violation, so that nothing goes unchecked.
struct SchemaCheck {
  /// The document that `$ref` refers into.
  let root: JSON

  private static let annotations: Set<String> = ["description", "examples", "title"]

  /// What of a value breaks a schema: a path and a sentence each.
  func violations(of value: JSON, by schema: JSON, at path: String = "$") -> [String] {
    schema.members.flatMap { keyword -> [String] in
      violations(of: value, by: keyword, in: schema, at: path).map { "\(path) \($0)" }
    } + nested(value, schema, path)
  }

  private func violations(of value: JSON, by keyword: JSON.Member, in schema: JSON, at path: String) -> [String] {
    let rule = keyword.value
    switch (keyword.name, value) {
    case ("$ref", _):
      guard let target = resolve(rule) else { return ["refers to nothing: \(rule)"] }
      return violations(of: value, by: target, at: path)
    case ("type", _):
      let names = rule.elements.isEmpty ? [rule] : rule.elements
      return names.contains { Self.isType($0.text, value) } ? [] : ["is \(value.kind), not \(names)"]
    case ("enum", _): return rule.elements.contains(value) ? [] : ["is none of \(rule.elements): \(value)"]
    case ("minLength", .string(let text)): return text.unicodeScalars.count >= rule.whole ?? 0 ? [] : ["is too short"]
    case ("maxLength", .string(let text)): return text.unicodeScalars.count <= rule.whole ?? 0 ? [] : ["is too long"]
    case ("minimum", .integer), ("minimum", .number): return number(value) >= number(rule) ? [] : ["is too small"]
    case ("maximum", .integer), ("maximum", .number): return number(value) <= number(rule) ? [] : ["is too large"]
    case ("format", .string(let text)): return Self.hasFormat(rule.text, text) ? [] : ["is no \(rule): \(text)"]
    case ("required", .object):
      return rule.elements.compactMap(\.text).filter { value[$0] == nil }.map { "lacks \($0)" }
    case ("additionalProperties", .object(let members)):
      guard rule == .bool(false) else { return ["has an unknown rule for additional properties"] }
      return members.filter { schema["properties"]?[$0.name] == nil }.map { "has an undescribed \($0.name)" }
    case ("anyOf", _):
      let faults = rule.elements.map { violations(of: value, by: $0, at: path) }
      return faults.contains { $0.isEmpty } ? [] : ["is neither: \(faults)"]
    case ("minLength", _), ("maxLength", _), ("minimum", _), ("maximum", _), ("format", _), ("required", _),
      ("additionalProperties", _), ("properties", _), ("items", _):
      return []
    default: return Self.annotations.contains(keyword.name) ? [] : ["has a keyword nobody checks: \(keyword.name)"]
    }
  }

  private func nested(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
    switch value {
    case .object(let members):
      members.flatMap { member in
        schema["properties"]?[member.name].map { violations(of: member.value, by: $0, at: "\(path).\(member.name)") }
          ?? []
      }
    case .array(let elements):
      elements.enumerated().flatMap { index, element in
        schema["items"].map { violations(of: element, by: $0, at: "\(path)[\(index)]") } ?? []
      }
    default: []
    }
  }

  /// What a `$ref` within the document refers to.
  func resolve(_ reference: JSON) -> JSON? {
    guard let text = reference.text, text.hasPrefix("#/") else { return nil }
    return text.dropFirst(2).split(separator: "/").reduce(root as JSON?) { $0?[String($1)] }
  }

  private func number(_ value: JSON) -> Double {
    switch value {
    case .integer(let whole): Double(whole)
    case .number(let real): real
    default: .nan
    }
  }

  private static func isType(_ name: String?, _ value: JSON) -> Bool {
    switch (name, value) {
    case ("null", .null), ("boolean", .bool), ("integer", .integer), ("number", .integer), ("number", .number),
      ("string", .string), ("array", .array), ("object", .object):
      true
    default: false
    }
  }

  private static func hasFormat(_ name: String?, _ text: String) -> Bool {
    switch name {
    case "uuid": UUID(uuidString: text) != nil
    case "date-time": Timestamp(text) != nil
    case "date": Day(text) != nil
    case "uri": URL(string: text)?.scheme != nil
    case "email": text.contains("@")
    case "int64": true
    default: false
    }
  }
}
