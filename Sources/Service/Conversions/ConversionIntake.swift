package import Postgres
import Records
package import Referrals

/// Takes in conversions and their reversals, each exactly once, in whatever order they come. What is stored and what
/// follows from it (credit, rollups) commit together.
package enum ConversionIntake {
  /// A conversion as it is told.
  package struct Told: Sendable {
    /// Its id where it comes from.
    package var externalID: String
    /// What happened.
    package var type: ConversionType
    /// What was paid.
    package var amount: Money
    /// What was taken off the list price.
    package var discount: Int64 = 0
    /// When it happened.
    package var occurredAt: Timestamp
    /// The click it names.
    package var click: Click.ID?
    /// The code used.
    package var code: String?
    /// The customer's id at the program's company.
    package var customerID: String?
    /// The customer's e-mail.
    package var customerEmail: Email?
    /// The customer's id at the shop or payment system that tells it.
    package var customerKey: String?
    /// The customer's name.
    package var customerName: String?
    /// The subscription that it pays.
    package var subscription: String?
    /// The other names it goes by where it comes from.
    package var keys: [String] = []
    /// Where it comes from.
    package var source: String

    /// A conversion that names no customer, click or code yet.
    package init(externalID: String, type: ConversionType, amount: Money, occurredAt: Timestamp, source: String) {
      self.externalID = externalID
      self.type = type
      self.amount = amount
      self.occurredAt = occurredAt
      self.source = source
    }
  }

  /// Stores a conversion and credits it. One that is there already is returned as it is, and nothing changes.
  package static func record(
    _ told: Told, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> (conversion: Conversion, isNew: Bool) {
    try await Conversions.lock(told.externalID, program: program, in: connection)
    if let known = try await Conversions.find(externalID: told.externalID, program: program, in: connection) {
      return (known, false)
    }
    let conversion = try await store(told, at: now, program: program, in: connection)
    try await announce(conversion, keys: told.keys, at: now, program: program, in: connection)
    try await EventType.conversionCreated.tell(
      ConversionsAPI.json(conversion), at: now, program: program, in: connection)
    try await linkVisitor(of: conversion, at: now, program: program, in: connection)
    // Those that came before their conversion.
    let (reversals, taken) = try await ReversalIntake.apply(
      .waiting, to: conversion, at: now, program: program, in: connection)
    try await Crediting.settle(
      conversion, isNew: true, reversals: reversals, cause: .conversion, at: now, program: program, in: connection)
    // Rollups last: their rows are what conversions at the same moment wait for each other by.
    try await Counts.add(conversion, program: program, in: connection)
    if taken != 0 { try await Counts.reverse(taken, of: conversion, program: program, in: connection) }
    return (conversion, true)
  }

  /// Remembers that the browser behind the click is the customer's. Where that is news, all else that the customer bought
  /// may have more touches than it was credited for; this conversion is the caller's to settle.
  static func linkVisitor(
    of conversion: Conversion, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    guard let customer = conversion.customer, let click = conversion.click,
      try await People.link(visitorOf: click, to: customer, at: now, program: program, in: connection)
    else { return }
    try await Settlements.mark(
      conversionsOf: customer, except: conversion.id, cause: .lead, at: now, program: program, in: connection)
  }

  private static func store(
    _ told: Told, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Conversion {
    let customer = try await Customers.resolve(told.customer, at: now, program: program, in: connection)
    var impliesLead = false
    if let customer {
      impliesLead = try await Leads.imply(
        by: told.externalID, told.type, at: told.occurredAt, of: customer, program: program, in: connection)
    }
    let link = try await link(of: told.code, program: program, in: connection)
    if let customer, link != nil {
      // What the customer did since may have been told before: the code is a touch of it.
      try await Settlements.mark(
        conversionsOf: customer, since: told.occurredAt, cause: .lead, at: now, program: program, in: connection)
    }
    let conversion = Conversion(
      id: .timeOrdered(at: now), externalID: told.externalID, type: told.type, amount: told.amount,
      discount: told.discount, occurredAt: told.occurredAt, recordedAt: now, customer: customer, click: told.click,
      code: told.code, link: link, impliesLead: impliesLead, subscription: told.subscription,
      source: told.source)
    guard try await Conversions.insert(conversion, program: program, in: connection) else {
      // The lock keeps this from happening; whoever came by without it has won, and the caller is told to try again.
      throw PostgresError(.serializationFailure, message: "the conversion was stored meanwhile")
    }
    return conversion
  }

  /// The link of a code, if the program has it.
  static func link(
    of code: String?, program: Program.ID, in connection: Connection
  ) async throws -> Link.ID? {
    guard let code else { return nil }
    return try await Links.find(codeKey: LinkCode.key(for: code), program: program, in: connection)?.id
  }

  /// Lets those know that wait for a conversion, by whichever of its names: deliveries that speak of it, and the renewals
  /// whose first sale it turns out to be.
  private static func announce(
    _ conversion: Conversion, keys: [String], at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    if !keys.isEmpty {
      try await ConversionKeys.insert(keys, of: conversion.externalID, program: program, in: connection)
    }
    let subscription = conversion.subscription.map { [InboxAwaits.key(ofSubscription: $0)] } ?? []
    try await InboxAwaits.wake(
      [conversion.externalID] + keys + subscription, at: now, program: program, in: connection)
    guard let subscription = conversion.subscription,
      try await Conversions.basis(of: conversion, program: program, in: connection).months == nil
    else { return }
    try await Settlements.mark(
      subscription: subscription, except: conversion.id, cause: .lead, at: now, program: program, in: connection)
  }
}
