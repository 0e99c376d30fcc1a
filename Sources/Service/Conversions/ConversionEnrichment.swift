import Postgres
import Records
import Referrals

/// Adds to a conversion what another event tells of it: the click behind it, the code used, who bought.
enum ConversionEnrichment {
  /// Adds what was not known, and credits the conversion anew where there was something; whether there was.
  static func apply(
    click: Click.ID?, code: String?, customer: Customers.Told, subscription: String?, to externalID: String,
    at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Bool {
    try await Conversions.lock(externalID, program: program, in: connection)
    guard let known = try await Conversions.find(externalID: externalID, program: program, in: connection) else {
      return false
    }
    try await Conversions.lock(
      subscriptions: [known.subscription, subscription].compactMap(\.self), program: program, in: connection)
    let person = try await Customers.resolve(customer, at: now, program: program, in: connection)
    // Where nobody is told, a sale of the customer's that is on its way would not see what is learnt here.
    if let customer = known.customer, customer != person {
      try await People.hold([customer], program: program, in: connection)
    }
    let link = try await ConversionIntake.link(of: code, program: program, in: connection)
    guard
      let conversion = try await Conversions.enrich(
        known, click: click, code: code, link: link, customer: person, subscription: subscription, program: program,
        in: connection)
    else { return false }
    if known.customer == nil, let person {
      try await implyLead(conversion, of: person, program: program, in: connection)
    }
    if let customer = conversion.customer {
      try await ConversionIntake.linkVisitors(of: [conversion], at: now, program: program, in: connection)
      if conversion.link != known.link {
        try await Settlements.mark(
          conversionsOf: customer, since: conversion.occurredAt, cause: .lead, at: now, program: program,
          in: connection)
      }
    }
    if let subscription = conversion.subscription {
      try await Settlements.mark(
        subscriptions: [(subscription, conversion.id)], cause: .lead, at: now, program: program, in: connection)
    }
    guard let held = try await Conversions.hold(conversion.id, program: program, in: connection) else { return true }
    try await Crediting.settle(
      [
        Crediting.Subject(
          conversion: held, cause: .lead, isNewToCustomer: known.customer == nil && held.customer != nil)
      ], at: now, program: program, in: connection)
    return true
  }

  /// A conversion whose customer was not known until now may have made that customer a lead.
  private static func implyLead(
    _ conversion: Conversion, of person: Person.ID, program: Program.ID, in connection: Connection
  ) async throws {
    let candidate = Leads.Candidate(
      externalID: conversion.externalID, type: conversion.type, time: conversion.occurredAt, customer: person)
    let (implied, withdrawn) = try await Leads.imply(by: [candidate], program: program, in: connection)
    try await Counts.withdrawLeads(of: withdrawn, program: program, in: connection)
    guard implied.contains(person) else { return }
    try await Conversions.setImpliedLead(of: conversion.id, program: program, in: connection)
    try await Counts.addLead(of: conversion, program: program, in: connection)
  }
}
