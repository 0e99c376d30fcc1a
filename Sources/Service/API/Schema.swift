import StrictJSON

/// A JSON Schema (2020-12) as OpenAPI 3.1 uses it, for what comes in and what goes out.
struct Schema: Sendable {
  var json: JSON

  /// An object with these properties, in order; those not marked optional are required; others are refused.
  static func object(_ properties: KeyValuePairs<String, Schema>, optional: Set<String> = []) -> Schema {
    let required = properties.map(\.key).filter { !optional.contains($0) }
    return Schema(
      json: .object([
        "type": "object",
        "properties": .object(properties.map { .init(name: $0.key, value: $0.value.json) }),
        "required": .array(required.map(JSON.string)),
        "additionalProperties": false,
      ]))
  }

  /// Text, with a format, an example or a list of the values it can have.
  static func string(
    _ description: String? = nil, format: String? = nil, example: String? = nil, oneOf: [String] = [], limit: Int? = nil
  ) -> Schema {
    var members = [JSON.Member(name: "type", value: "string")]
    if let format { members.append(.init(name: "format", value: .string(format))) }
    if !oneOf.isEmpty { members.append(.init(name: "enum", value: .array(oneOf.map(JSON.string)))) }
    if let limit {
      members += [.init(name: "minLength", value: 1), .init(name: "maxLength", value: .integer(Int64(limit)))]
    }
    return Schema(json: .object(members)).with(description, example: example.map(JSON.string))
  }

  /// A whole number.
  static func integer(_ description: String? = nil, in range: ClosedRange<Int64>? = nil, example: Int64? = nil)
    -> Schema
  {
    var members = [JSON.Member(name: "type", value: "integer"), .init(name: "format", value: "int64")]
    if let range {
      members += [
        .init(name: "minimum", value: .integer(range.lowerBound)),
        .init(name: "maximum", value: .integer(range.upperBound)),
      ]
    }
    return Schema(json: .object(members)).with(description, example: example.map(JSON.integer))
  }

  /// A real number.
  static func number(_ description: String? = nil, in range: ClosedRange<Double>? = nil) -> Schema {
    var members = [JSON.Member(name: "type", value: "number")]
    if let range {
      members += [
        .init(name: "minimum", value: .number(range.lowerBound)),
        .init(name: "maximum", value: .number(range.upperBound)),
      ]
    }
    return Schema(json: .object(members)).with(description)
  }

  /// True or false.
  static func flag(_ description: String? = nil) -> Schema {
    Schema(json: .object(["type": "boolean"])).with(description)
  }

  /// A list of elements of one schema.
  static func list(_ element: Schema, _ description: String? = nil) -> Schema {
    Schema(json: .object(["type": "array", "items": element.json])).with(description)
  }

  /// Something whose shape depends on what is asked.
  static func open(_ description: String) -> Schema { Schema(json: .object([:])).with(description) }

  /// An id of ours.
  static func id(_ description: String? = nil) -> Schema { string(description, format: "uuid") }

  /// A time.
  static func time(_ description: String? = nil) -> Schema {
    string(description, format: "date-time", example: "2026-03-01T12:00:00Z")
  }

  /// The same, or null.
  var orNull: Schema {
    guard case .object(var members) = json, let index = members.firstIndex(where: { $0.name == "type" }) else {
      return self
    }
    members[index].value = [members[index].value, "null"]
    if let choices = members.firstIndex(where: { $0.name == "enum" }), case .array(let values) = members[choices].value
    {
      members[choices].value = .array(values + [.null])
    }
    return Schema(json: .object(members))
  }

  /// An object with the properties of both.
  func adding(_ other: Schema) -> Schema {
    func both(_ name: String) -> JSON {
      switch (json[name], other.json[name]) {
      case (.object(let left), .object(let right)): .object(left + right)
      case (.array(let left), .array(let right)): .array(left + right)
      default: .null
      }
    }
    return Schema(
      json: .object([
        "type": "object", "properties": both("properties"), "required": both("required"), "additionalProperties": false,
      ]))
  }

  /// An object that needs one of two properties, which `object` must not require.
  func withEither(_ one: String, _ other: String) -> Schema {
    guard case .object(var members) = json else { return self }
    members.append(
      .init(
        name: "anyOf", value: .array([one, other].map { .object(["required": .array([.string($0)])]) })))
    members = members.map { member in
      guard member.name == "required" else { return member }
      return .init(
        name: "required",
        value: .array(Self.elements(member.value).filter { $0 != .string(one) && $0 != .string(other) }))
    }
    return Schema(json: .object(members))
  }

  private static func elements(_ json: JSON) -> [JSON] {
    guard case .array(let elements) = json else { return [] }
    return elements
  }

  /// One of two schemas.
  static func either(_ one: Schema, _ other: Schema) -> Schema {
    Schema(json: .object(["anyOf": [one.json, other.json]]))
  }

  /// A page of a list: newest first.
  static func page(of element: Schema) -> Schema {
    .object([
      "data": .list(element),
      "next_cursor": .string("What to pass as cursor for the next page; null at the end.").orNull,
    ])
  }

  private func with(_ description: String?, example: JSON? = nil) -> Schema {
    guard case .object(var members) = json else { return self }
    if let description { members.append(.init(name: "description", value: .string(description))) }
    if let example { members.append(.init(name: "examples", value: [example])) }
    return Schema(json: .object(members))
  }
}
