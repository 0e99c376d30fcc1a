import Postgres
import Records
import Referrals
import Webhooks

/// What a delivery says, and what that led to, for people who look at it.
struct DeliveryMeaning: Sendable {
  /// What one part of it says.
  let summary: String
  /// The conversion it is about, where that is here.
  let conversion: Conversion?

  /// Reads a delivery again, and finds what goes by its names. What can't be read means nothing; the reason for that is
  /// the delivery's.
  static func all(
    of arrival: Inbox.Arrival, by provider: String, in connection: Connection
  ) async throws -> [DeliveryMeaning] {
    guard !arrival.body.isEmpty, let provider = Providers.named(provider),
      let event = try? provider.read(RawDelivery(arrival), for: Recipient(arrival))
    else { return [] }
    var all: [DeliveryMeaning] = []
    for meaning in event.meanings {
      var conversion: Conversion?
      if !meaning.keys.isEmpty,
        let name = try await ConversionKeys.find(meaning.keys, program: arrival.program, in: connection)
      {
        conversion = try await Conversions.find(externalID: name, program: arrival.program, in: connection)
      }
      all.append(DeliveryMeaning(summary: meaning.summary, conversion: conversion))
    }
    return all
  }
}

extension Meaning {
  /// The names of the conversion that it is about.
  fileprivate var keys: [String] {
    switch self {
    case .conversion(let conversion): [conversion.key] + conversion.aliases
    case .context(let context): context.keys
    case .reversal(let reversal): reversal.keys
    case .void(let void): void.keys
    default: []
    }
  }
}
