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

  /// A conversion that was told, and whether it was news.
  package typealias Recorded = (conversion: Conversion, isNew: Bool)

  /// Stores a conversion and credits it. One that is there already is returned as it is, and nothing changes.
  package static func record(
    _ told: Told, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Recorded {
    guard let recorded = try await record([told], at: now, program: program, in: connection)[0] else {
      preconditionFailure("one alone is in nobody's way")
    }
    return recorded
  }

  /// The same for several, by as many statements as for one. No two may go by the same name, tell of a customer by the
  /// same id or e-mail, or belong to the same subscription. In their order; nil for one whose customer turns out to be
  /// that of another: it is not stored, and told again once these are.
  /// - Parameter isHistory: whether they are brought along from before: endpoints hear nothing of them.
  package static func record(
    _ told: [Told], isHistory: Bool = false, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Recorded?] {
    try await Conversions.lock(told.map(\.externalID), program: program, in: connection)
    try await Conversions.lock(subscriptions: told.compactMap(\.subscription), program: program, in: connection)
    let known = Dictionary(
      try await Conversions.find(externalIDs: told.map(\.externalID), program: program, in: connection)
        .map { ($0.externalID.exact, $0) }, uniquingKeysWith: { first, _ in first })
    let (new, withdrawn) = try await store(
      told.filter { known[$0.externalID.exact] == nil }, isHistory, at: now, program: program, in: connection)
    let conversions = new.map(\.conversion)
    let bases = try await announce(new, isHistory, at: now, program: program, in: connection)
    if !isHistory {
      try await EventType.conversionCreated.tell(
        conversions.map(ConversionsAPI.json), at: now, program: program, in: connection)
    }
    try await linkVisitors(of: conversions, isHistory, at: now, program: program, in: connection)
    let (reversals, taken) = try await meet(conversions, isHistory, at: now, program: program, in: connection)
    try await Crediting.settle(
      conversions.map { conversion in
        Crediting.Subject(
          conversion: conversion, cause: isHistory ? .history : .conversion, isNew: true,
          reversals: reversals[conversion.externalID.exact] ?? [],
          basis: bases[conversion.id])
      }, at: now, program: program, in: connection)
    // Rollups last: their rows are what conversions at the same moment wait for each other by.
    try await Counts.add(conversions, program: program, in: connection)
    try await Counts.withdrawLeads(of: withdrawn, program: program, in: connection)
    for (conversion, amount) in taken {
      try await Counts.reverse(amount, of: conversion, program: program, in: connection)
    }
    let recorded = Dictionary(
      conversions.map { ($0.externalID.exact, $0) }, uniquingKeysWith: { first, _ in first })
    return told.map { told in
      known[told.externalID.exact].map { ($0, false) } ?? recorded[told.externalID.exact].map { ($0, true) }
    }
  }

  /// Remembers that the browsers behind the clicks are the customers'. Where that is news, all else that the customer
  /// bought may have more touches than it was credited for; these conversions are the caller's to settle.
  static func linkVisitors(
    of conversions: [Conversion], _ isHistory: Bool = false, at now: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws {
    var clicks: [(click: Click.ID, person: Person.ID)] = []
    for conversion in conversions {
      if let click = conversion.click, let customer = conversion.customer { clicks.append((click, customer)) }
    }
    let news = try await People.link(visitorsOf: clicks, at: now, program: program, in: connection)
    try await Settlements.mark(
      conversionsOf: conversions.compactMap { conversion in
        guard let customer = conversion.customer, news.contains(customer) else { return nil }
        return (customer, nil, conversion.id)
      }, cause: isHistory ? .history : .lead, at: now, program: program, in: connection)
  }

  /// The reversals that came before their conversions take their part: the reversals of each conversion, and how much
  /// was taken of which.
  private static func meet(
    _ conversions: [Conversion], _ isHistory: Bool, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> (reversals: [ExactText: [Reversal]], taken: [(Conversion, Int64)]) {
    guard !conversions.isEmpty else { return ([:], []) }
    var all = try await Reversals.all(of: conversions.map(\.externalID), program: program, in: connection)
    var amounts: [(Conversion, Int64)] = []
    for conversion in conversions {
      guard let waiting = all[conversion.externalID.exact] else { continue }
      let (reversals, taken) = try await ReversalIntake.apply(
        .waiting, of: waiting, to: conversion, isHistory: isHistory, at: now, program: program, in: connection)
      all[conversion.externalID.exact] = reversals
      if taken != 0 { amounts.append((conversion, taken)) }
    }
    return (all, amounts)
  }

  /// What was stored, and the conversions that no longer imply a lead.
  private static func store(
    _ told: [Told], _ isHistory: Bool, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> (stored: [(conversion: Conversion, keys: [String])], withdrawn: [Conversion]) {
    guard !told.isEmpty else { return ([], []) }
    let customers = try await Customers.resolve(told.map(\.customer), at: now, program: program, in: connection)
    var seen: Set<Person.ID> = []
    let distinct = zip(told, customers).filter { _, customer in customer.map { seen.insert($0).inserted } ?? true }
    let (implied, withdrawn) = try await Leads.imply(
      by: distinct.compactMap { told, customer in
        customer.map {
          Leads.Candidate(externalID: told.externalID, type: told.type, time: told.occurredAt, customer: $0)
        }
      }, program: program, in: connection)
    let links = try await links(of: distinct.compactMap(\.0.code), program: program, in: connection)
    // What the customers did since may have been told before: the code is a touch of it.
    try await Settlements.mark(
      conversionsOf: distinct.compactMap { told, customer in
        guard let customer, let code = told.code, links[code.exact] != nil else { return nil }
        return (customer, told.occurredAt, nil)
      }, cause: isHistory ? .history : .lead, at: now, program: program, in: connection)
    var slot = Counts.Slot()
    let stored = distinct.map { told, customer in
      (
        conversion: Conversion(
          id: .timeOrdered(at: now, using: &slot), externalID: told.externalID, type: told.type, amount: told.amount,
          discount: told.discount, occurredAt: told.occurredAt, recordedAt: now, customer: customer, click: told.click,
          code: told.code, link: told.code.flatMap { links[$0.exact] },
          impliesLead: customer.map(implied.contains) ?? false, subscription: told.subscription, source: told.source),
        keys: told.keys
      )
    }
    guard
      try await Conversions.insert(stored.map(\.conversion), program: program, in: connection) == stored.count
    else {
      // The lock keeps this from happening; whoever came by without it has won, and the caller is told to try again.
      throw PostgresError(.serializationFailure, message: "a conversion was stored meanwhile")
    }
    return (stored, withdrawn)
  }

  /// The links of codes, by the code as given; a code that is no link's of the program is not among them.
  static func links(
    of codes: [String], program: Program.ID, in connection: Connection
  ) async throws -> [ExactText: Link.ID] {
    let found = try await Links.find(codeKeys: codes.map(LinkCode.key(for:)), program: program, in: connection)
    var links: [ExactText: Link.ID] = [:]
    for code in codes { links[code.exact] = found[LinkCode.key(for: code)] }
    return links
  }

  /// The link of a code, if the program has it.
  static func link(
    of code: String?, program: Program.ID, in connection: Connection
  ) async throws -> Link.ID? {
    guard let code else { return nil }
    return try await links(of: [code], program: program, in: connection)[code.exact]
  }

  /// Lets those know that wait for the conversions, by whichever of their names: deliveries that speak of them, and the
  /// renewals whose first sale one turns out to be. By what each is credited.
  private static func announce(
    _ new: [(conversion: Conversion, keys: [String])], _ isHistory: Bool, at now: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> [Conversion.ID: Conversions.Basis] {
    guard !new.isEmpty else { return [:] }
    try await ConversionKeys.insert(
      new.map { ($0.conversion.externalID, $0.keys) }, program: program, in: connection)
    try await InboxAwaits.wake(
      new.flatMap { conversion, keys in
        [conversion.externalID] + keys + (conversion.subscription.map { [InboxAwaits.key(ofSubscription: $0)] } ?? [])
      }, at: now, program: program, in: connection)
    let bases = try await Conversions.bases(of: new.map(\.conversion), program: program, in: connection)
    try await Settlements.mark(
      subscriptions: new.compactMap { conversion, _ in
        guard let subscription = conversion.subscription, bases[conversion.id]?.months == nil else { return nil }
        return (subscription, conversion.id)
      }, cause: isHistory ? .history : .lead, at: now, program: program, in: connection)
    return bases
  }
}
