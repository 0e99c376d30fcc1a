import Referrals
import StrictJSON

/// What a field of our own events has to be: told to senders as JSON Schema, and held against what they send, from the
/// one table, so that both say the same.
struct FieldRule: Sendable {
  /// What a field holds.
  indirect enum Kind: Sendable {
    /// Text of 1 to so many characters, none of them a control character.
    case text(limit: Int)
    case oneOf([String])
    /// Minor units, at least so many.
    case amount(from: Int64)
    case currency
    case time
    case clickID
    case email
    case address
    case flag
    /// An object that has at least one of its fields.
    case someOf([FieldRule])
  }

  let name: String
  let kind: Kind
  let isRequired: Bool
  let meaning: String

  /// A field that has to be there.
  static func required(_ name: String, _ kind: Kind, _ meaning: String) -> FieldRule {
    FieldRule(name: name, kind: kind, isRequired: true, meaning: meaning)
  }

  /// A field that may be missing or null.
  static func optional(_ name: String, _ kind: Kind, _ meaning: String) -> FieldRule {
    FieldRule(name: name, kind: kind, isRequired: false, meaning: meaning)
  }
}

extension FieldRule {
  /// Throws the first rule that an object breaks. Fields that no rule is about may be there: a sender can have more to
  /// say to others.
  static func check(_ payload: Payload, _ rules: [FieldRule]) throws(Rejection) {
    for rule in rules { try rule.check(payload) }
  }

  private func check(_ payload: Payload) throws(Rejection) {
    guard payload[name] != nil else {
      if isRequired { throw payload.missing(name) }
      return
    }
    switch kind {
    case .text(let limit): try checkText(payload, limit: limit)
    case .oneOf(let values):
      guard values.contains(try payload.text(name)) else {
        throw payload.unusable(name, "must be one of \(values.joined(separator: ", ")).")
      }
    case .amount(let least):
      guard (least...Money.maximumAmount).contains(try payload.integer(name)) else {
        throw payload.unusable(name, "must be between \(least) and \(Money.maximumAmount).")
      }
    case .currency: _ = try payload.currency(name)
    case .time: _ = try payload.optionalTime(name)
    case .clickID:
      guard Click.ID(try payload.text(name)) != nil else {
        throw payload.unusable(name, "must be an id: 36 characters, as in a UUID.")
      }
    case .email:
      guard Email(try payload.text(name)) != nil else { throw payload.unusable(name, "must be an e-mail address.") }
    case .address:
      let text = try payload.text(name)
      do throws(Destination.Refusal) { _ = try Destination(text) } catch { throw payload.unusable(name, "\(error).") }
    case .flag: _ = try payload.optionalFlag(name)
    case .someOf(let rules):
      let object = try payload.object(name)
      try Self.check(object, rules)
      guard rules.contains(where: { object[$0.name] != nil }) else {
        throw payload.unusable(name, "needs \(Self.list(rules)).")
      }
    }
  }

  private func checkText(_ payload: Payload, limit: Int) throws(Rejection) {
    let text = try payload.text(name).unicodeScalars
    guard text.count <= limit else { throw payload.unusable(name, "must be at most \(limit) characters long.") }
    guard !text.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw payload.unusable(name, "must not contain control characters.")
    }
  }

  private static func list(_ rules: [FieldRule]) -> String { rules.map(\.name).joined(separator: " or ") }
}

extension FieldRule {
  /// An object with these fields, as JSON Schema (2020-12).
  static func schema(_ rules: [FieldRule]) -> [JSON.Member] {
    [
      .init(name: "type", value: "object"),
      .init(name: "properties", value: .object(rules.map { .init(name: $0.name, value: $0.schema) })),
      .init(name: "required", value: .array(rules.filter(\.isRequired).map { .string($0.name) })),
    ]
  }

  private var schema: JSON {
    var members: [JSON.Member] =
      switch kind {
      case .text(let limit):
        [
          .init(name: "type", value: type("string")), .init(name: "minLength", value: 1),
          .init(name: "maxLength", value: .integer(Int64(limit))),
        ]
      case .oneOf(let values):
        [
          .init(name: "type", value: type("string")),
          .init(name: "enum", value: .array(values.map(JSON.string) + (isRequired ? [] : [.null]))),
        ]
      case .amount(let least):
        [
          .init(name: "type", value: type("integer")), .init(name: "minimum", value: .integer(least)),
          .init(name: "maximum", value: .integer(Money.maximumAmount)),
        ]
      case .currency:
        [.init(name: "type", value: type("string")), .init(name: "pattern", value: "^[A-Za-z]{3}$")]
      case .time: [.init(name: "type", value: type("string")), .init(name: "format", value: "date-time")]
      case .clickID: [.init(name: "type", value: type("string")), .init(name: "format", value: "uuid")]
      case .email: [.init(name: "type", value: type("string")), .init(name: "format", value: "email")]
      case .address: [.init(name: "type", value: type("string")), .init(name: "format", value: "uri")]
      case .flag: [.init(name: "type", value: type("boolean"))]
      case .someOf(let rules):
        [.init(name: "type", value: type("object"))] + Self.schema(rules).dropFirst() + [
          .init(
            name: "anyOf",
            value: .array(
              rules.map { .object(["required": [.string($0.name)]]) } + (isRequired ? [] : [.object(["type": "null"])]))
          )
        ]
      }
    members.append(.init(name: "description", value: .string(meaning)))
    return .object(members)
  }

  /// The type, and null where the field may be missing.
  private func type(_ name: String) -> JSON { isRequired ? .string(name) : [.string(name), "null"] }
}
