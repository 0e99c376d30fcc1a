package import Postgres
import Records
package import Referrals
import StrictJSON

/// Takes in what takes conversions back, and what gives them back again.
package enum ReversalIntake {
  /// A reversal as it is told.
  package struct Told: Sendable {
    /// Its id where it comes from.
    package var externalID: String
    /// The external id of its conversion.
    package var conversion: String
    /// How much it takes.
    package var amount: Int64
    /// Why.
    package var reason: ReversalReason
    /// When it happened.
    package var occurredAt: Timestamp

    /// A reversal from its parts.
    package init(
      externalID: String, conversion: String, amount: Int64, reason: ReversalReason, occurredAt: Timestamp
    ) {
      self.externalID = externalID
      self.conversion = conversion
      self.amount = amount
      self.reason = reason
      self.occurredAt = occurredAt
    }
  }

  /// A reversal takes more than is left of its conversion.
  package struct Exceeds: Error, Sendable {
    /// What is left, in minor units.
    package let left: Int64
  }

  /// Stores a reversal and takes its part off the conversion's credits. One that is there already is returned as it is.
  /// One whose conversion is not there yet waits for it. Throws ``Exceeds``, and nothing changes, where it takes more
  /// than is left.
  /// - Parameters:
  ///   - isHistory: whether it is brought along from before: endpoints hear nothing of it.
  ///   - keepsExcess: whether one that takes more than is left is stored as refused instead: it takes its part as soon as
  ///     another that is made void makes room for it. For what nobody tells again.
  package static func record(
    _ told: Told, isHistory: Bool = false, keepsExcess: Bool = false, at now: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> (reversal: Reversal, isNew: Bool) {
    try await Conversions.lock(told.conversion, program: program, in: connection)
    let others = try await Reversals.all(of: told.conversion, program: program, in: connection)
    if let known = find(told.externalID, in: others) { return (known, false) }
    let conversion = try await held(told.conversion, program: program, in: connection)
    let isVoid = try await Reversals.isVoid(
      told.externalID, conversion: told.conversion, program: program, in: connection)
    let left = conversion.map { Self.left(of: $0, others) }
    let exceeds = left.map { told.amount > $0 } ?? false
    if let left, exceeds, !isVoid, !keepsExcess { throw Exceeds(left: left) }
    let status: Reversal.Status = isVoid ? .voided : conversion == nil ? .waiting : exceeds ? .refused : .applied
    let reversal = Reversal(
      id: .timeOrdered(at: now), externalID: told.externalID, conversion: told.conversion, amount: told.amount,
      reason: told.reason, status: status, occurredAt: told.occurredAt)
    guard try await Reversals.insert(reversal, program: program, in: connection) else {
      throw PostgresError(.serializationFailure, message: "the reversal was stored meanwhile")
    }
    if let conversion, let left, status == .applied {
      if !isHistory {
        try await EventType.conversionReversed.tell(
          EventType.reversal(reversal, .applied, of: conversion, left: left - told.amount), at: now, program: program,
          in: connection)
      }
      try await Crediting.settle(
        conversion, cause: isHistory ? .history : .reversal, at: now, program: program, in: connection)
      try await Counts.reverse(told.amount, of: conversion, program: program, in: connection)
    }
    return (reversal, true)
  }

  /// Makes a reversal void: what it took is given back. It may not be there yet: then it will take nothing when it comes.
  /// Whether that was news.
  package static func void(
    _ externalID: String, of conversionID: String, reason: String, at now: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> Bool {
    try await Conversions.lock(conversionID, program: program, in: connection)
    let isNew = try await Reversals.insertVoid(
      of: externalID, conversion: conversionID, reason: reason, at: now, program: program, in: connection)
    guard isNew else { return false }
    let reversals = try await Reversals.all(of: conversionID, program: program, in: connection)
    guard let reversal = find(externalID, in: reversals) else { return true }
    try await Reversals.set(.voided, of: reversal.id, program: program, in: connection)
    if reversal.status == .applied,
      let conversion = try await held(conversionID, program: program, in: connection)
    {
      let left = left(of: conversion, reversals) + reversal.amount
      try await EventType.conversionRestored.tell(
        EventType.reversal(reversal, .voided, of: conversion, left: left), at: now, program: program, in: connection)
      let all = try await Reversals.all(of: conversionID, program: program, in: connection)
      let (_, taken) = try await apply(
        .refused, of: all, to: conversion, at: now, program: program, in: connection)
      try await Crediting.settle(conversion, cause: .void, at: now, program: program, in: connection)
      try await Counts.reverse(taken - reversal.amount, of: conversion, program: program, in: connection)
    }
    return true
  }

  /// Lets a reversal that was refused take less, and so perhaps what is left. The caller's transaction has locked the
  /// conversion.
  static func lessen(
    _ refused: Reversal, by amount: Int64, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await Reversals.set(amount: refused.amount - amount, of: refused.id, program: program, in: connection)
    guard let conversion = try await held(refused.conversion, program: program, in: connection) else { return }
    let all = try await Reversals.all(of: refused.conversion, program: program, in: connection)
    let (_, taken) = try await apply(.refused, of: all, to: conversion, at: now, program: program, in: connection)
    guard taken != 0 else { return }
    try await Crediting.settle(conversion, cause: .reversal, at: now, program: program, in: connection)
    try await Counts.reverse(taken, of: conversion, program: program, in: connection)
  }

  /// Lets reversals of a conversion that have taken nothing yet take their part, in the order in which they came, as far
  /// as they fit; those that do not are refused, until there is room for them. The reversals of the conversion as they
  /// are then, and how much was taken, for the caller to count.
  static func apply(
    _ status: Reversal.Status, of reversals: [Reversal], to conversion: Conversion, isHistory: Bool = false,
    at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> (reversals: [Reversal], taken: Int64) {
    guard reversals.contains(where: { $0.status == status }) else { return (reversals, 0) }
    let before = left(of: conversion, reversals)
    var left = before
    var taken: [JSON] = []
    for reversal in reversals where reversal.status == status {
      let fits = reversal.amount <= left
      if fits {
        left -= reversal.amount
        taken.append(EventType.reversal(reversal, .applied, of: conversion, left: left))
      }
      let outcome: Reversal.Status = fits ? .applied : .refused
      if outcome != status { try await Reversals.set(outcome, of: reversal.id, program: program, in: connection) }
    }
    if !isHistory {
      try await EventType.conversionReversed.tell(taken, at: now, program: program, in: connection)
    }
    return (try await Reversals.all(of: conversion.externalID, program: program, in: connection), before - left)
  }

  /// What these reversals leave of a conversion's amount.
  static func left(of conversion: Conversion, _ reversals: [Reversal]) -> Int64 {
    conversion.amount.amount - reversals.reduce(0) { $0 + ($1.status == .applied ? $1.amount : 0) }
  }

  /// The reversal of an external id, byte for byte, as the database compares them.
  private static func find(_ externalID: String, in reversals: [Reversal]) -> Reversal? {
    reversals.first { $0.externalID.exact == externalID.exact }
  }

  private static func held(
    _ externalID: String, program: Program.ID, in connection: Connection
  ) async throws -> Conversion? {
    guard let found = try await Conversions.find(externalID: externalID, program: program, in: connection) else {
      return nil
    }
    return try await Conversions.hold(found.id, program: program, in: connection)
  }
}
