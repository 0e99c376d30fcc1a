import Referrals
package import StrictJSON

/// The events of our own that come in by Standard Webhooks, or signed as GitHub signs: `{type, timestamp, data}`.
package enum OwnEvents {
  /// One type of event.
  package struct Kind: Sendable {
    /// Its name: `conversion.created`.
    package let type: String
    /// What it is for, in a sentence.
    package let summary: String
    /// The JSON Schema (2020-12) of its body.
    package var schema: JSON {
      .object(
        [.init(name: "title", value: .string(type)), .init(name: "description", value: .string(summary))]
          + FieldRule.schema([]).prefix(1) + [
            .init(
              name: "properties",
              value: .object([
                "type": .object(["const": .string(type)]),
                "timestamp": .object([
                  "type": ["string", "null"], "format": "date-time", "description": "When it happened.",
                ]),
                "test": .object([
                  "type": ["boolean", "null"], "description": "Whether it is a trial: kept apart, and nothing counts.",
                ]),
                "data": .object(FieldRule.schema(rules)),
              ])), .init(name: "required", value: ["type", "data"]),
          ])
    }
    /// A body that has every field.
    package var sample: JSON {
      .object(["type": .string(type), "timestamp": "2026-03-01T12:00:00Z", "data": data])
    }

    let rules: [FieldRule]
    let data: JSON
  }

  /// Every type there is.
  package static let all: [Kind] = [conversionCreated, conversionReversed, personUpdated, shareCreated, edgeAdded]

  /// What a body says that a verified delivery brought under an id.
  static func read(_ body: [UInt8], id: String, for recipient: Recipient) throws(Rejection) -> IncomingEvent {
    let payload = try Payload(body: body)
    let type = try payload.text("type")
    let time = try payload.optionalTime("timestamp")
    var event = IncomingEvent(
      id: id, type: Payload.usable(type, limit: Limits.externalID) ?? "unknown",
      isTest: try payload.optionalFlag("test") ?? false, occurredAt: time, meanings: [])
    guard let kind = all.first(where: { $0.type == type }) else {
      event.meanings = [.unused("Events of the type \(event.type) are not used.")]
      return event
    }
    let data = try payload.object("data")
    try FieldRule.check(data, kind.rules)
    event.meanings = [try meaning(of: kind, data, at: time ?? recipient.receivedAt, for: recipient)]
    return event
  }

  private static func meaning(
    of kind: Kind, _ data: Payload, at time: Timestamp, for recipient: Recipient
  ) throws(Rejection) -> Meaning {
    switch kind.type {
    case conversionCreated.type: .conversion(try conversion(data, at: time, for: recipient))
    case conversionReversed.type: .reversal(try reversal(data, at: time, for: recipient))
    case personUpdated.type:
      .person(
        IncomingPerson(
          externalID: try data.text("external_id"), email: data.usableEmail("email"),
          name: try data.optionalText("name")))
    case shareCreated.type: .share(try share(data, at: time, for: recipient))
    default: .edge(try edge(data, at: time, for: recipient))
    }
  }

  private static func conversion(
    _ data: Payload, at time: Timestamp, for recipient: Recipient
  ) throws(Rejection) -> IncomingConversion {
    guard let type = ConversionType(rawValue: try data.text("type")) else { throw data.missing("type") }
    var conversion = IncomingConversion(
      key: try data.text("external_id"), type: type,
      amount: Money(try data.integer("amount"), try data.currency("currency")),
      occurredAt: try past(data, at: time, for: recipient))
    conversion.discount = try data.optionalInteger("discount") ?? 0
    if let click = try data.optionalText("click_id").flatMap({ Click.ID($0) }) {
      guard click.belongs(to: recipient.program) else {
        throw data.unusable("click_id", "is not a click of this program.")
      }
      conversion.clickID = click
    }
    if let code = try data.optionalText("code") { conversion.codes = [code] }
    conversion.subscription = try data.optionalText("subscription")
    if let customer = try data.optionalObject("customer") {
      conversion.customer = IncomingCustomer(
        externalID: try customer.optionalText("external_id"), providerID: nil, email: customer.usableEmail("email"),
        name: try customer.optionalText("name"))
    }
    return conversion
  }

  private static func reversal(
    _ data: Payload, at time: Timestamp, for recipient: Recipient
  ) throws(Rejection) -> IncomingReversal {
    guard let reason = ReversalReason(rawValue: try data.text("reason")) else { throw data.missing("reason") }
    return IncomingReversal(
      keys: [try data.text("conversion_external_id")], id: try data.text("external_id"),
      amount: try data.integer("amount"), currency: data["currency"] == nil ? nil : try data.currency("currency"),
      reason: reason, occurredAt: try past(data, at: time, for: recipient))
  }

  private static func share(
    _ data: Payload, at time: Timestamp, for recipient: Recipient
  ) throws(Rejection) -> IncomingShare {
    IncomingShare(
      key: try data.text("external_id"), advocateID: try data.text("advocate_external_id"),
      channel: try data.text("channel"), content: try data.optionalText("content"), url: try data.optionalText("url"),
      occurredAt: try past(data, at: time, for: recipient), consent: try data.optionalFlag("consent") ?? false)
  }

  private static func edge(
    _ data: Payload, at time: Timestamp, for recipient: Recipient
  ) throws(Rejection) -> IncomingEdge {
    let edge = IncomingEdge(
      from: try data.text("from"), to: try data.text("to"), since: try past(data, at: time, for: recipient),
      consent: try data.optionalFlag("consent"), origin: try data.optionalText("origin"))
    guard edge.from != edge.to else { throw data.unusable("to", "must be somebody else than from.") }
    return edge
  }

  /// When it happened, which cannot be after it came but for clocks that differ a little.
  private static func past(
    _ data: Payload, at time: Timestamp, for recipient: Recipient
  ) throws(Rejection) -> Timestamp {
    let time = try data.optionalTime("occurred_at") ?? time
    guard time <= recipient.receivedAt + .minutes(5) else { throw data.unusable("occurred_at", "lies in the future.") }
    return time
  }
}
