import Postgres
import Records
import Referrals
import StrictJSON

extension EventType {
  static let conversionCreated = EventType(
    name: "conversion.created",
    summary: "A lead, signup, sale or renewal was stored; data is as in GET /v1/conversions. Its credit comes apart.",
    data: ConversionsAPI.schema,
    sample: .object([
      "id": "01960c3a-5c00-7000-8000-00000000c0de", "external_id": "order-1001", "type": "sale", "amount": 4999,
      "currency": "EUR", "discount": 0, "occurred_at": "2026-03-01T12:00:00Z", "recorded_at": "2026-03-01T12:00:01Z",
      "click_id": "01960c3a-5c00-7000-8000-00000000c11c", "code": nil,
      "customer_id": "01960c3a-5c00-7000-8000-00000000c057", "subscription": nil, "source": "api",
    ]))

  static let conversionReversed = EventType(
    name: "conversion.reversed",
    summary:
      "A refund, chargeback or dispute has taken part of a conversion back. One that came before its conversion is told once that has come.",
    data: reversal,
    sample: .object([
      "id": "01960c3a-5c00-7000-8000-00000000bacc", "external_id": "refund-1", "conversion_external_id": "order-1001",
      "amount": 1000, "reason": "refund", "occurred_at": "2026-03-02T12:00:00Z", "status": "applied",
      "conversion_id": "01960c3a-5c00-7000-8000-00000000c0de", "currency": "EUR", "reversed": 1000, "net": 3999,
    ]))

  static let conversionRestored = EventType(
    name: "conversion.restored",
    summary: "A reversal was made void, such as a dispute that was won: what it had taken is given back.",
    data: reversal,
    sample: .object([
      "id": "01960c3a-5c00-7000-8000-00000000bacc", "external_id": "dispute-1", "conversion_external_id": "order-1001",
      "amount": 1000, "reason": "dispute", "occurred_at": "2026-03-02T12:00:00Z", "status": "voided",
      "conversion_id": "01960c3a-5c00-7000-8000-00000000c0de", "currency": "EUR", "reversed": 0, "net": 4999,
    ]))

  private static let reversal = ReversalsAPI.schema.adding(ReversalsAPI.statusSchema).adding(
    .object([
      "conversion_id": .id(), "currency": .string(),
      "reversed": .integer("What is taken back of the conversion in all."),
      "net": .integer("What is left of its amount."),
    ]))

  /// The data of ``conversionReversed`` and ``conversionRestored``.
  /// - Parameter left: what is left of the conversion's amount.
  static func reversal(_ reversal: Reversal, _ status: Reversal.Status, of conversion: Conversion, left: Int64) -> JSON
  {
    .object(
      ReversalsAPI.members(reversal) + [
        .init(name: "status", value: .string(status.rawValue)),
        .init(name: "conversion_id", value: .text(of: conversion.id)),
        .init(name: "currency", value: .string(conversion.amount.currency.code)),
        .init(name: "reversed", value: .integer(conversion.amount.amount - left)),
        .init(name: "net", value: .integer(left)),
      ])
  }
}
