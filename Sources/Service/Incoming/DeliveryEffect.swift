import Postgres
import Records
import Referrals
import Webhooks

/// What one delivery changes: everything that its event means, in the caller's transaction.
struct DeliveryEffect {
  let delivery: Inbox.Arrival
  let program: Program.ID
  /// The program's currency, for what names none.
  let currency: Currency
  let now: Timestamp
  let connection: Connection

  /// What became of one meaning.
  private enum Verdict {
    case applied(Person.ID?, note: String? = nil)
    case ignored(String)
    case waiting([String])
    case parked(String)
  }

  /// For how long a delivery waits for the conversion that it speaks of.
  static let patience: Duration = .days(30)

  /// Lets an event have its effect.
  func apply(_ event: IncomingEvent) async throws -> Inbox.Outcome {
    var outcome = Inbox.Outcome(delivery.id, .ignored)
    var notes: [String] = []
    var awaited: [String] = []
    var isParked = false
    for meaning in event.meanings {
      switch try await apply(meaning) {
      case .applied(let person, let note):
        outcome.status = .applied
        outcome.person = person ?? outcome.person
        if let note { notes.append(note) }
      case .ignored(let reason): notes.append(reason)
      case .waiting(let keys):
        awaited += keys
        notes.append("waits for \(keys.joined(separator: " or "))")
      case .parked(let reason):
        isParked = true
        notes.append(reason)
      }
    }
    if isParked {
      outcome.status = .parked
    } else if !awaited.isEmpty {
      try await wait(for: awaited, &outcome, &notes)
    }
    outcome.reason = notes.isEmpty ? nil : notes.joined(separator: "; ")
    return outcome
  }

  /// It is looked at again when what it waits for comes; and by itself ever more rarely, until it is given up.
  private func wait(for keys: [String], _ outcome: inout Inbox.Outcome, _ notes: inout [String]) async throws {
    let age = now - delivery.receivedAt
    guard age < Self.patience else {
      outcome.status = .parked
      notes.append("it did not come within \(Int(Self.patience / .days(1))) days")
      return
    }
    try await InboxAwaits.insert(delivery.id, keys: keys, program: program, in: connection)
    outcome.status = .waiting
    outcome.dueAt = now + min(max(.seconds(2), age / 2), .hours(6))
  }

  private func apply(_ meaning: Meaning) async throws -> Verdict {
    switch meaning {
    case .conversion(let conversion): try await apply(conversion)
    case .context(let context): try await apply(context)
    case .reversal(let reversal): try await apply(reversal)
    case .void(let void): try await apply(void)
    case .person(let person):
      .applied(
        try await People.upsert(
          externalID: person.externalID, email: person.email, name: person.name, at: now, program: program,
          in: connection))
    case .share(let share): try await apply(share)
    case .edge(let edge): try await apply(edge)
    case .exportPerson(let customer): try await export(customer)
    case .redactPerson(let customer): try await redact(customer)
    case .redactShop:
      try await redact(
        People.known(from: delivery.source, program: program, in: connection), "everybody whom the shop told of")
    case .unused(let reason): .ignored(reason)
    }
  }
}

// MARK: - Conversions, and what takes them back

extension DeliveryEffect {
  private func apply(_ incoming: IncomingConversion) async throws -> Verdict {
    let keys = [incoming.key] + incoming.aliases
    try await InboxAwaits.lock(keys, program: program, in: connection)
    if let known = try await ConversionKeys.find(keys, program: program, in: connection) {
      // The same sale, told by another event or under another of its names.
      try await ConversionKeys.insert(keys, of: known, program: program, in: connection)
      try await InboxAwaits.wake(keys, at: now, program: program, in: connection)
      return try await enrich(
        known, click: incoming.clickID, codes: incoming.codes, customer: incoming.customer,
        subscription: incoming.subscription)
    }
    let told = ConversionIntake.Told(
      incoming, code: try await code(of: incoming.codes), from: delivery, currency: currency, now: now)
    let (conversion, isNew) = try await ConversionIntake.record(told, at: now, program: program, in: connection)
    guard isNew else {
      return try await enrich(
        conversion.externalID, click: incoming.clickID, codes: incoming.codes, customer: incoming.customer,
        subscription: incoming.subscription)
    }
    return .applied(conversion.customer)
  }

  private func apply(_ context: IncomingContext) async throws -> Verdict {
    let keys = context.keys + (context.subscription.map { [InboxAwaits.key(ofSubscription: $0)] } ?? [])
    try await InboxAwaits.lock(keys, program: program, in: connection)
    var known = try await ConversionKeys.find(context.keys, program: program, in: connection)
    if known == nil, context.keys.isEmpty, let subscription = context.subscription {
      known = try await Conversions.first(of: subscription, program: program, in: connection)?.externalID
    }
    guard let known else { return .waiting(context.keys.isEmpty ? keys : context.keys) }
    return try await enrich(
      known, click: context.clickID, codes: context.codes, customer: context.customer,
      subscription: context.subscription)
  }

  private func enrich(
    _ externalID: String, click: Click.ID?, codes: [String], customer: IncomingCustomer?, subscription: String?
  ) async throws -> Verdict {
    let isNews = try await ConversionEnrichment.apply(
      click: click, code: code(of: codes),
      customer: Customers.Told(
        externalID: customer?.externalID, key: customer?.providerID, email: customer?.email, name: customer?.name),
      subscription: subscription, to: externalID, at: now, program: program, in: connection)
    let person = try await Conversions.find(externalID: externalID, program: program, in: connection)?.customer
    return .applied(person, note: isNews ? "adds to \(externalID)" : "\(externalID) was known")
  }

  /// The first code that is a link's of the program, else the first.
  private func code(of codes: [String]) async throws -> String? {
    let links = try await ConversionIntake.links(of: codes, program: program, in: connection)
    return codes.first { links[$0.exact] != nil } ?? codes.first
  }

  private func apply(_ incoming: IncomingReversal) async throws -> Verdict {
    try await InboxAwaits.lock(incoming.keys, program: program, in: connection)
    guard let conversionID = try await ConversionKeys.find(incoming.keys, program: program, in: connection),
      let conversion = try await Conversions.find(externalID: conversionID, program: program, in: connection)
    else { return .waiting(incoming.keys) }
    if let currency = incoming.currency, currency != conversion.amount.currency {
      return .parked("it is in \(currency.code), and \(conversionID) in \(conversion.amount.currency.code)")
    }
    var told = ReversalIntake.Told(
      externalID: incoming.id, conversion: conversionID, amount: incoming.amount, reason: incoming.reason,
      occurredAt: min(incoming.occurredAt, now))
    if incoming.isRunningTotal {
      guard let part = try await newPart(of: incoming, conversion: conversionID) else {
        return .applied(conversion.customer, note: "\(conversionID) was taken back as far before")
      }
      told.externalID = "\(incoming.id):\(incoming.amount)"
      told.amount = part
    }
    let (reversal, _) = try await ReversalIntake.record(
      told, keepsExcess: true, at: now, program: program, in: connection)
    guard reversal.status != .refused else {
      let others = try await Reversals.all(of: conversionID, program: program, in: connection)
      let left = Money(ReversalIntake.left(of: conversion, others), conversion.amount.currency)
      return .parked("it takes \(Money(reversal.amount, left.currency)), and of \(conversionID) \(left) is left")
    }
    return .applied(conversion.customer)
  }

  /// What a running total takes more than those below it that were told under its id; nil: nothing, since one above it
  /// has taken that already. One above it that was refused is to take so much less.
  private func newPart(of incoming: IncomingReversal, conversion: String) async throws -> Int64? {
    try await Conversions.lock(conversion, program: program, in: connection)
    let others = try await Reversals.all(of: conversion, program: program, in: connection)
    var below: Int64 = 0
    var above: (total: Int64, reversal: Reversal)?
    for other in others {
      guard let total = total(of: other, under: incoming.id) else { continue }
      if total == incoming.amount { return other.status == .refused ? other.amount : nil }
      guard other.status != .voided else { continue }
      if total < incoming.amount {
        below += other.amount
      } else if above.map({ total < $0.total }) ?? true {
        above = (total, other)
      }
    }
    let part = incoming.amount - below
    guard let (_, next) = above else { return part > 0 ? part : nil }
    guard next.status == .refused, part > 0, next.amount > part else { return nil }
    try await ReversalIntake.lessen(next, by: part, at: now, program: program, in: connection)
    return part
  }

  /// The total that a reversal brought what was taken under an id to; nil: it is none of these.
  private func total(of reversal: Reversal, under id: String) -> Int64? {
    let prefix = "\(id):".utf8
    guard reversal.externalID.utf8.starts(with: prefix) else { return nil }
    return Int64(String(decoding: reversal.externalID.utf8.dropFirst(prefix.count), as: UTF8.self))
  }

  private func apply(_ void: IncomingVoid) async throws -> Verdict {
    try await InboxAwaits.lock(void.keys, program: program, in: connection)
    guard let conversion = try await ConversionKeys.find(void.keys, program: program, in: connection) else {
      return .waiting(void.keys)
    }
    _ = try await ReversalIntake.void(
      void.reversal, of: conversion, reason: void.reason, at: now, program: program, in: connection)
    return .applied(nil)
  }
}

// MARK: - Who shares, and who sees it

extension DeliveryEffect {
  private func apply(_ incoming: IncomingShare) async throws -> Verdict {
    let keys = [InboxAwaits.key(ofAdvocate: incoming.advocateID)]
    try await InboxAwaits.lock(keys, program: program, in: connection)
    var told = ShareIntake.Told(
      externalID: incoming.key, sharer: .externalID(incoming.advocateID), channel: incoming.channel,
      occurredAt: min(incoming.occurredAt, now))
    told.content = incoming.content
    told.url = incoming.url
    told.consent = incoming.consent
    let source = delivery.source.description
    let outcome = try await ShareIntake.record([told], source: source, at: now, program: program, in: connection)[0]
    try await LateSharing.settle(after: [outcome], at: now, program: program, in: connection)
    switch outcome {
    case .new(_, let person): return .applied(person)
    case .known(let person): return .applied(person, note: "\(incoming.key) was known")
    case .unknownSharer: return .waiting(keys)
    }
  }

  private func apply(_ incoming: IncomingEdge) async throws -> Verdict {
    let told = GraphEdges.Told(
      from: incoming.from, to: incoming.to, since: min(incoming.since, now), consent: incoming.consent,
      origin: incoming.origin)
    let added = try await GraphEdges.add(
      [told], source: delivery.source.description, at: now, program: program, in: connection)
    try await LateSharing.settle(after: [told], at: now, program: program, in: connection)
    let person = try await People.find(
      externalID: incoming.to, key: nil, email: nil, program: program, in: connection
    ).first
    return .applied(person, note: added == 0 ? "the edge was known" : nil)
  }
}

// MARK: - What people may ask of a company that keeps their data

extension DeliveryEffect {
  private func people(_ customer: IncomingCustomer) async throws -> [Person.ID] {
    try await People.find(
      externalID: customer.externalID, key: customer.providerID, email: customer.email, program: program,
      in: connection)
  }

  private func export(_ customer: IncomingCustomer) async throws -> Verdict {
    let people = try await people(customer)
    for person in people {
      try await PersonExports.make(
        of: person, for: delivery.id, at: now, program: program, in: connection)
    }
    return .applied(
      people.first,
      note: people.isEmpty ? "nothing is known of that person" : "what is known can be read in /v1/exports")
  }

  private func redact(_ customer: IncomingCustomer) async throws -> Verdict {
    try await redact(people(customer), "that person")
  }

  private func redact(_ people: [Person.ID], _ whom: String) async throws -> Verdict {
    try await Erasure.erase(people, program: program, in: connection)
    // What asks for it names the person too.
    try await Inbox.erase(delivery.id, program: program, in: connection)
    return .applied(nil, note: people.isEmpty ? "nothing is known of \(whom)" : "erased \(whom)")
  }
}

extension ConversionIntake.Told {
  /// What a delivery tells of a conversion.
  /// - Parameters:
  ///   - code: the one of its codes that counts.
  ///   - currency: that of what names none.
  init(
    _ incoming: IncomingConversion, code: String?, from delivery: Inbox.Arrival, currency: Currency, now: Timestamp
  ) {
    self.init(
      externalID: incoming.key, type: incoming.type, amount: incoming.amount ?? Money(0, currency),
      occurredAt: min(incoming.occurredAt, now), source: delivery.source.description)
    discount = incoming.discount
    click = incoming.clickID
    self.code = code
    customerID = incoming.customer?.externalID
    customerKey = incoming.customer?.providerID
    customerEmail = incoming.customer?.email
    customerName = incoming.customer?.name
    subscription = incoming.subscription
    keys = [incoming.key] + incoming.aliases
  }
}
