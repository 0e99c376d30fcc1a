import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/conversions/{external_id}/reversals`: what takes conversions back, and gives them back again.
struct ReversalsAPI: Sendable {
  var environment: Environment

  /// A reversal is told, made void and listed here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/conversions/{external_id}/reversals", summary: "Take part of a conversion back",
        details:
          "Exactly once, like a conversion. It may come before its conversion: then it waits for it. One that takes more than is left is refused.",
        access: .program, parameters: [Self.conversion],
        body: .object(
          [
            "external_id": .string("Your id, such as the refund's.", limit: Limits.externalID),
            "amount": .integer("In minor units of the conversion's currency.", in: 1...Money.maximumAmount),
            "reason": .string(oneOf: ReversalReason.allCases.map(\.rawValue)),
            "occurred_at": .time("Now, if not given."),
          ], optional: ["occurred_at"]),
        answers: [
          .init(status: .created, description: "Stored, and taken off the credits.", schema: Self.schema),
          .init(status: .ok, description: "It was there already.", schema: Self.schema),
        ], handle: record),
      Endpoint(
        method: .get, path: "/v1/conversions/{external_id}/reversals", summary: "List a conversion's reversals",
        access: .program, parameters: [Self.conversion],
        answers: [
          .init(
            status: .ok, description: "In the order in which they came.",
            schema: .object(["data": .list(Self.schema.adding(Self.statusSchema))]))
        ], handle: list),
      Endpoint(
        method: .post, path: "/v1/conversions/{external_id}/reversals/{reversal_external_id}/void",
        summary: "Make a reversal void",
        details:
          "For a dispute that was won or a refund that failed: what the reversal took is given back. It may come before the reversal: then that takes nothing.",
        access: .program,
        parameters: [Self.conversion, .path("reversal_external_id", "The reversal's external id.")],
        body: .object(["reason": .string("Why, in your words.", limit: Limits.label)]),
        answers: [
          .init(status: .created, description: "It is void.", schema: Self.voidSchema),
          .init(status: .ok, description: "It was void already.", schema: Self.voidSchema),
        ], handle: void),
    ]
  }

  @Sendable private func record(_ call: Call) async throws -> Response {
    let program = try call.program
    let now = environment.now()
    var fields = try Fields(body: await call.request.body.collect())
    let told = ReversalIntake.Told(
      externalID: try fields.text("external_id", limit: Limits.externalID), conversion: try conversion(call),
      amount: try fields.amount("amount", from: 1), reason: try fields.choice("reason"),
      occurredAt: try fields.optionalPastTime("occurred_at", now: now) ?? now)
    try fields.end()
    do {
      let (reversal, isNew) = try await environment.database.transaction { connection in
        try await ReversalIntake.record(told, at: now, program: program, in: connection)
      }
      return .stored(.object(Self.members(reversal)), isNew: isNew)
    } catch let error as ReversalIntake.Exceeds {
      throw Problem.invalid("amount", "is more than what is left of the conversion: \(error.left).")
    }
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let conversion = try conversion(call)
    let reversals = try await environment.database.withConnection { connection in
      try await Reversals.all(of: conversion, program: program, in: connection)
    }
    return .json(
      .object([
        "data": .array(
          reversals.map { .object(Self.members($0) + [.init(name: "status", value: .string($0.status.rawValue))]) })
      ]))
  }

  @Sendable private func void(_ call: Call) async throws -> Response {
    let program = try call.program
    let now = environment.now()
    var fields = try Fields(body: await call.request.body.collect())
    let reason = try fields.text("reason", limit: Limits.label)
    try fields.end()
    let conversion = try conversion(call)
    let reversal = try externalID(call, "reversal_external_id", of: "reversal")
    let isNew = try await environment.database.transaction { connection in
      try await ReversalIntake.void(
        reversal, of: conversion, reason: reason, at: now, program: program, in: connection)
    }
    return .stored(
      .object([
        "conversion_external_id": .string(conversion), "reversal_external_id": .string(reversal), "status": "voided",
      ]), isNew: isNew)
  }

  private func conversion(_ call: Call) throws(Problem) -> String {
    try externalID(call, "external_id", of: "conversion")
  }

  /// An external id in the path: it may come before what it names, but has to be one that this could have.
  private func externalID(_ call: Call, _ name: String, of noun: String) throws(Problem) -> String {
    let id = call.parameter(name)
    guard !id.isEmpty, id.unicodeScalars.count <= Limits.externalID,
      !id.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
    else { throw .notFound("such \(noun)", field: name) }
    return id
  }

  /// A reversal as it is shown.
  static func members(_ reversal: Reversal) -> [JSON.Member] {
    [
      .init(name: "id", value: .text(of: reversal.id)), .init(name: "external_id", value: .string(reversal.externalID)),
      .init(name: "conversion_external_id", value: .string(reversal.conversion)),
      .init(name: "amount", value: .integer(reversal.amount)),
      .init(name: "reason", value: .string(reversal.reason.rawValue)),
      .init(name: "occurred_at", value: .text(of: reversal.occurredAt)),
    ]
  }

  private static let conversion = Endpoint.Parameter.path("external_id", "The conversion's external id.")

  /// Their schema.
  static let schema = Schema.object([
    "id": .id(), "external_id": .string(), "conversion_external_id": .string(), "amount": .integer("In minor units."),
    "reason": .string(oneOf: ReversalReason.allCases.map(\.rawValue)), "occurred_at": .time(),
  ])

  /// What is shown beside them once it is stored.
  static let statusSchema = Schema.object([
    "status": .string("What became of it.", oneOf: ["waiting", "applied", "voided", "refused"])
  ])

  private static let voidSchema = Schema.object([
    "conversion_external_id": .string(), "reversal_external_id": .string(), "status": .string(oneOf: ["voided"]),
  ])
}
