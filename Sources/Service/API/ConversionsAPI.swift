import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/conversions`: leads, signups, sales and renewals.
struct ConversionsAPI: Sendable {
  var environment: Environment

  /// A conversion is told, listed and read here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/v1/conversions", summary: "Tell of a conversion",
        details:
          "Exactly once: the same external_id again, however often and however concurrently, answers 200 with what was stored and changes nothing. It is credited at once; a click or a lead that comes later still counts.",
        access: .program,
        body: .object(
          [
            "external_id": .string("Your id, such as the order's.", limit: Limits.externalID),
            "type": .string(oneOf: ConversionType.allCases.map(\.rawValue)),
            "amount": .integer("What was paid, in minor units.", in: 0...Money.maximumAmount),
            "currency": .string("ISO 4217", example: "EUR"),
            "discount": .integer("What was taken off the list price, in minor units.", in: 0...Money.maximumAmount),
            "occurred_at": .time("Now, if not given."), "click_id": .id("The rsn_click of the landing page's address."),
            "code": .string("The referral code used.", limit: 200),
            "customer": .object(
              [
                "external_id": .string("The customer's id in your system.", limit: Limits.externalID),
                "email": .string(format: "email"),
              ], optional: ["external_id", "email"]),
            "subscription": .string(
              "Your id of the subscription that is paid: renewals are credited as its first sale was.",
              limit: Limits.externalID),
          ], optional: ["discount", "occurred_at", "click_id", "code", "customer", "subscription"]),
        answers: [
          .init(status: .created, description: "Stored and credited.", schema: Self.schema),
          .init(status: .ok, description: "It was there already.", schema: Self.schema),
        ], handle: record),
      Endpoint(
        method: .get, path: "/v1/conversions", summary: "List conversions, newest first", access: .program,
        parameters: Endpoint.Parameter.paging + [
          .query(
            "source", .string(), "Only those that came from there: api, script, demo, or the id of a webhook source.")
        ],
        answers: [.init(status: .ok, description: "A page of them.", schema: .page(of: Self.schema))], handle: list),
      Endpoint(
        method: .get, path: "/v1/conversions/{external_id}", summary: "Read a conversion and who is credited for it",
        details: "Amounts are net of reversals: the credits and what is unattributed add up to net.", access: .program,
        parameters: [.path("external_id", "The conversion's external id.")] + RunChoice.parameters,
        answers: [.init(status: .ok, description: "The conversion.", schema: Self.detailedSchema)], handle: read),
    ]
  }

  @Sendable private func record(_ call: Call) async throws -> Response {
    let program = try call.program
    let now = environment.now()
    var fields = try Fields(body: await call.request.body.collect())
    let told = try Self.told(&fields, now: now, program: program, source: "api")
    try fields.end()
    let (conversion, isNew) = try await environment.database.transaction { connection in
      try await ConversionIntake.record(told, at: now, program: program, in: connection)
    }
    return .stored(Self.json(conversion), isNew: isNew)
  }

  static func told(
    _ fields: inout Fields, now: Timestamp, program: Program.ID, source: String
  ) throws(Problem) -> ConversionIntake.Told {
    let externalID = try fields.text("external_id", limit: Limits.externalID)
    let type = try fields.choice("type", as: ConversionType.self)
    let amount = try fields.amount("amount")
    let currency = try fields.currency("currency")
    let discount = try fields.optionalInteger("discount", in: 0...Money.maximumAmount)
    let occurredAt = try fields.optionalPastTime("occurred_at", now: now)
    var told = ConversionIntake.Told(
      externalID: externalID, type: type, amount: Money(amount, currency), occurredAt: occurredAt ?? now, source: source
    )
    told.discount = discount ?? 0
    told.click = try fields.optionalID("click_id")
    try check(told.click, now: now, program: program)
    told.code = try fields.optionalText("code", limit: 200)
    if var customer = try fields.optionalObject("customer") {
      told.customerID = try customer.optionalText("external_id", limit: Limits.externalID)
      told.customerEmail = try customer.optionalEmail("email")
      try customer.end()
      guard told.customerID != nil || told.customerEmail != nil else {
        throw .invalid("customer", "needs an external_id or an email.")
      }
    }
    told.subscription = try fields.optionalText("subscription", limit: Limits.externalID)
    return told
  }

  /// Refuses a click that cannot be one of the program's.
  static func check(_ click: Click.ID?, now: Timestamp, program: Program.ID) throws(Problem) {
    guard let click else { return }
    guard click.belongs(to: program) else { throw .invalid("click_id", "is not a click of this program.") }
    if let clickedAt = click.timestamp, clickedAt > now + .minutes(5) {
      throw .invalid("click_id", "is not a click of this program: its time lies in the future.")
    }
  }

  @Sendable private func list(_ call: Call) async throws -> Response {
    let program = try call.program
    let paging = try Paging<Conversion>(call.query)
    let found = try await environment.database.withConnection { connection in
      try await Conversions.list(
        source: call.query.text("source"), before: paging.before, limit: paging.limit + 1, program: program,
        in: connection)
    }
    return .json(paging.page(found, id: \.id, Self.json))
  }

  @Sendable private func read(_ call: Call) async throws -> Response {
    let program = try call.program
    let choice = try RunChoice(call.query)
    return try await environment.database.withConnection { connection in
      guard
        let conversion = try await Conversions.find(
          externalID: call.parameter("external_id"), program: program, in: connection)
      else { throw Problem.notFound("such conversion", field: "external_id") }
      let run = try await choice.find(program: program, in: connection)
      let reversals = try await Reversals.all(of: conversion.externalID, program: program, in: connection)
      let balances = try await Ledger.balances(of: conversion.id, run: run.run, program: program, in: connection)
      let (path, reasons) = try await Crediting.reasons(for: conversion, in: run, program: program, in: connection)
      return .json(
        ConversionAccount(
          conversion: conversion, run: run, reversals: reversals, balances: balances, touches: path.touches,
          reasons: reasons
        ).json(Self.members(conversion)))
    }
  }

  /// A conversion as it is shown.
  static func json(_ conversion: Conversion) -> JSON { .object(members(conversion)) }

  private static func members(_ conversion: Conversion) -> [JSON.Member] {
    [
      .init(name: "id", value: .text(of: conversion.id)),
      .init(name: "external_id", value: .string(conversion.externalID)),
      .init(name: "type", value: .string(conversion.type.rawValue)),
      .init(name: "amount", value: .integer(conversion.amount.amount)),
      .init(name: "currency", value: .string(conversion.amount.currency.code)),
      .init(name: "discount", value: .integer(conversion.discount)),
      .init(name: "occurred_at", value: .text(of: conversion.occurredAt)),
      .init(name: "recorded_at", value: .text(of: conversion.recordedAt)),
      .init(name: "click_id", value: .text(of: conversion.click)), .init(name: "code", value: .text(conversion.code)),
      .init(name: "customer_id", value: .text(of: conversion.customer)),
      .init(name: "subscription", value: .text(conversion.subscription)),
      .init(name: "source", value: .string(conversion.source)),
    ]
  }

  /// Its schema.
  static let schema = Schema.object([
    "id": .id(), "external_id": .string(), "type": .string(oneOf: ConversionType.allCases.map(\.rawValue)),
    "amount": .integer("In minor units."), "currency": .string(), "discount": .integer("In minor units."),
    "occurred_at": .time(), "recorded_at": .time(), "click_id": .id().orNull, "code": .string().orNull,
    "customer_id": .id("The person who bought.").orNull,
    "subscription": .string("The subscription it pays.").orNull, "source": .string("Where it came from."),
  ])

  private static let detailedSchema = schema.adding(ConversionAccount.schema)
}
