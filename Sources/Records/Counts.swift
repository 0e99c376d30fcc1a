package import Postgres
package import Referrals

/// The rollups of revenue and credit, written in the transaction of what they count.
package enum Counts {
  /// The quarter of an hour that a time is in. Every zone's days start with one.
  package static func slice(of time: Timestamp) -> Timestamp {
    let length: Int64 = 15 * 60 * 1_000_000
    let index = time.microseconds / length - (time.microseconds % length < 0 ? 1 : 0)
    return Timestamp(microseconds: index * length)
  }

  /// Which of the rows of a slice a conversion counts in, so that sales at the same moment rarely wait for each other.
  private static func slot(of conversion: Conversion) -> Int16 { Int16(conversion.id.low & 7) }

  /// Draws the ids of conversions that are stored together so that all of them count in the same rows, and others are
  /// likely to count in others.
  package struct Slot: RandomNumberGenerator {
    private let slot = UInt64.random(in: 0...7)
    private var system = SystemRandomNumberGenerator()

    /// A slot by chance.
    package init() {}

    package mutating func next() -> UInt64 { system.next() & ~7 | slot }
  }

  /// The rows that conversions count in.
  private struct Place: Hashable, Comparable {
    let slice: Timestamp
    let currency: String
    let slot: Int16

    init(_ conversion: Conversion) {
      slice = Counts.slice(of: conversion.occurredAt)
      currency = conversion.amount.currency.code
      slot = Counts.slot(of: conversion)
    }

    static func < (left: Place, right: Place) -> Bool {
      (left.slice, left.currency, left.slot) < (right.slice, right.currency, right.slot)
    }
  }

  /// Sums by place, in the order in which everybody writes them: those who count in the same rows wait for each other in
  /// a line and never in a circle.
  private static func sums<Sum>(
    _ conversions: some Sequence<Conversion>, _ zero: Sum, _ add: (inout Sum, Conversion) -> Void
  ) -> [(key: Place, value: Sum)] {
    var sums: [Place: Sum] = [:]
    for conversion in conversions { add(&sums[Place(conversion), default: zero], conversion) }
    return sums.sorted { $0.key < $1.key }
  }

  private struct Revenue {
    var leads: Int64 = 0
    var signups: Int64 = 0
    var sales: Int64 = 0
    var renewals: Int64 = 0
    var gross: Int64 = 0
    var discounts: Int64 = 0
  }

  /// Counts conversions that have just been stored.
  package static func add(_ conversions: [Conversion], program: Program.ID, in connection: Connection) async throws {
    guard !conversions.isEmpty else { return }
    let sums = sums(conversions, Revenue()) { sum, conversion in
      let type = conversion.type
      sum.leads += type == .lead || conversion.impliesLead ? 1 : 0
      sum.signups += type == .signup ? 1 : 0
      sum.sales += type == .sale ? 1 : 0
      sum.renewals += type == .renewal ? 1 : 0
      sum.gross += conversion.amount.amount
      sum.discounts += conversion.discount
    }
    try await connection.execute(
      """
      INSERT INTO revenue_counts AS c (program_id, slice, currency, slot, leads, signups, sales, renewals, gross,
        discounts, reversed)
      SELECT \(program), new.*, 0 FROM unnest(\(sums.map(\.key.slice)), \(sums.map(\.key.currency)),
        \(sums.map(\.key.slot)), \(sums.map(\.value.leads)), \(sums.map(\.value.signups)),
        \(sums.map(\.value.sales)), \(sums.map(\.value.renewals)), \(sums.map(\.value.gross)),
        \(sums.map(\.value.discounts))) AS new
      ON CONFLICT (program_id, slice, currency, slot) DO UPDATE SET leads = c.leads + excluded.leads,
        signups = c.signups + excluded.signups, sales = c.sales + excluded.sales,
        renewals = c.renewals + excluded.renewals, gross = c.gross + excluded.gross,
        discounts = c.discounts + excluded.discounts
      """)
  }

  /// Takes back the leads that conversions were counted to imply.
  package static func withdrawLeads(
    of conversions: [Conversion], program: Program.ID, in connection: Connection
  ) async throws {
    for (place, leads) in sums(conversions, 0, { leads, _ in leads += 1 }) {
      try await addLeads(-leads, place, program: program, in: connection)
    }
  }

  /// Counts a lead that a conversion turned out to imply after it was counted itself.
  package static func addLead(of conversion: Conversion, program: Program.ID, in connection: Connection) async throws {
    try await addLeads(1, Place(conversion), program: program, in: connection)
  }

  private static func addLeads(
    _ leads: Int, _ place: Place, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      INSERT INTO revenue_counts AS c (program_id, slice, currency, slot, leads, signups, sales, renewals, gross,
        discounts, reversed)
      VALUES (\(program), \(place.slice), \(place.currency), \(place.slot), \(leads), 0, 0, 0, 0, 0, 0)
      ON CONFLICT (program_id, slice, currency, slot) DO UPDATE SET leads = c.leads + excluded.leads
      """)
  }

  /// Counts what was taken back of a conversion, or with a negative amount given back again.
  package static func reverse(
    _ amount: Int64, of conversion: Conversion, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      INSERT INTO revenue_counts AS c (program_id, slice, currency, slot, leads, signups, sales, renewals, gross,
        discounts, reversed)
      VALUES (\(program), \(slice(of: conversion.occurredAt)), \(conversion.amount.currency.code),
        \(slot(of: conversion)), 0, 0, 0, 0, 0, 0, \(amount))
      ON CONFLICT (program_id, slice, currency, slot) DO UPDATE SET reversed = c.reversed + excluded.reversed
      """)
  }

  /// What entries of one conversion change for one advocate.
  package struct AdvocateChange: Sendable {
    /// Who.
    package let advocate: Advocate.ID
    /// 1 where the conversion now gives something and did not, -1 the other way round.
    package var conversions: Int64 = 0
    /// By how much the direct credit changes.
    package var direct: Int64 = 0
    /// By how much the credit for exposures changes.
    package var exposure: Int64 = 0
    /// By how much the credit through recruits changes.
    package var chain: Int64 = 0

    /// No change yet.
    package init(advocate: Advocate.ID) { self.advocate = advocate }
  }

  /// Counts what was added to the ledger.
  package static func add(
    _ additions: [Ledger.Addition], program: Program.ID, in connection: Connection
  ) async throws {
    guard !additions.isEmpty else { return }
    try await addCredit(additions, program: program, in: connection)
    try await addAdvocates(additions, program: program, in: connection)
  }

  private struct RunPlace: Hashable, Comparable {
    let run: Int32
    let place: Place

    static func < (left: RunPlace, right: RunPlace) -> Bool { (left.run, left.place) < (right.run, right.place) }
  }

  private static func addCredit(
    _ additions: [Ledger.Addition], program: Program.ID, in connection: Connection
  ) async throws {
    var sums: [RunPlace: [Ledger.Kind: Int64]] = [:]
    for addition in additions {
      let key = RunPlace(run: Int32(addition.run), place: Place(addition.conversion))
      for (account, amount) in addition.entries { sums[key, default: [:]][account.kind, default: 0] += amount }
    }
    let ordered = sums.sorted { $0.key < $1.key }
    func column(_ kind: Ledger.Kind) -> [Int64] { ordered.map { $0.value[kind, default: 0] } }
    try await connection.execute(
      """
      INSERT INTO credit_counts AS c (program_id, run, slice, currency, slot, direct, exposure, chain, unattributed)
      SELECT \(program), new.* FROM unnest(\(ordered.map(\.key.run)), \(ordered.map(\.key.place.slice)),
        \(ordered.map(\.key.place.currency)), \(ordered.map(\.key.place.slot)), \(column(.direct)),
        \(column(.exposure)), \(column(.chain)), \(column(.unattributed))) AS new
      ON CONFLICT (program_id, run, slice, currency, slot) DO UPDATE SET direct = c.direct + excluded.direct,
        exposure = c.exposure + excluded.exposure, chain = c.chain + excluded.chain,
        unattributed = c.unattributed + excluded.unattributed
      """)
  }

  private struct AdvocatePlace: Hashable, Comparable {
    let place: RunPlace
    let advocate: Advocate.ID

    static func < (left: AdvocatePlace, right: AdvocatePlace) -> Bool {
      (left.place, left.advocate) < (right.place, right.advocate)
    }
  }

  private static func addAdvocates(
    _ additions: [Ledger.Addition], program: Program.ID, in connection: Connection
  ) async throws {
    var sums: [AdvocatePlace: AdvocateChange] = [:]
    for addition in additions {
      let place = RunPlace(run: Int32(addition.run), place: Place(addition.conversion))
      for change in addition.changes {
        let key = AdvocatePlace(place: place, advocate: change.advocate)
        var sum = sums[key] ?? AdvocateChange(advocate: change.advocate)
        sum.conversions += change.conversions
        sum.direct += change.direct
        sum.exposure += change.exposure
        sum.chain += change.chain
        sums[key] = sum
      }
    }
    guard !sums.isEmpty else { return }
    let ordered = sums.sorted { $0.key < $1.key }
    let places = ordered.map(\.key.place)
    let changes = ordered.map(\.value)
    try await connection.execute(
      """
      INSERT INTO advocate_credit_counts AS c (program_id, run, slice, currency, slot, advocate_id, conversions, direct,
        exposure, chain)
      SELECT \(program), new.* FROM unnest(\(places.map(\.run)), \(places.map(\.place.slice)),
        \(places.map(\.place.currency)), \(places.map(\.place.slot)), \(changes.map(\.advocate)),
        \(changes.map(\.conversions)), \(changes.map(\.direct)), \(changes.map(\.exposure)),
        \(changes.map(\.chain))) AS new
      ON CONFLICT (program_id, run, slice, advocate_id, currency, slot) DO UPDATE SET
        conversions = c.conversions + excluded.conversions, direct = c.direct + excluded.direct,
        exposure = c.exposure + excluded.exposure, chain = c.chain + excluded.chain
      """)
  }
}

extension Counts {
  /// How many sales and renewals there are.
  package static func purchases(program: Program.ID, in connection: Connection) async throws -> Int {
    try await connection.query(
      """
      SELECT coalesce(sum(sales + renewals), 0)::bigint AS purchases FROM revenue_counts WHERE program_id = \(program)
      """
    ).only.decode("purchases")
  }
}
