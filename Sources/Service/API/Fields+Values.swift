import HTTPServer
import HTTPTypes
import Postgres
import Referrals
import StrictJSON

// The domain's values as fields of a JSON object.

extension Fields {
  /// The earliest time that is accepted, and how far ahead of the clock one may be.
  private static let futureTolerance: Duration = .minutes(5)

  /// An id, if there.
  mutating func optionalID<Entity>(_ name: String) throws(Problem) -> Identifier<Entity>? {
    guard let text = try optionalText(name) else { return nil }
    guard let id = Identifier<Entity>(text) else {
      throw .invalid(path(name), "must be an id: 36 characters, as in a UUID.")
    }
    return id
  }

  /// An id that has to be there.
  mutating func id<Entity>(_ name: String) throws(Problem) -> Identifier<Entity> {
    guard let id: Identifier<Entity> = try optionalID(name) else {
      throw Problem(.unprocessableContent, "missing_field", "\(path(name)) is required.", field: path(name))
    }
    return id
  }

  /// A time that has come, if there.
  mutating func optionalPastTime(_ name: String, now: Timestamp) throws(Problem) -> Timestamp? {
    guard let time = try optionalTime(name) else { return nil }
    guard time <= now + Self.futureTolerance else { throw .invalid(path(name), "lies in the future.") }
    return time
  }

  /// A time, if there.
  mutating func optionalTime(_ name: String) throws(Problem) -> Timestamp? {
    guard let text = try optionalText(name) else { return nil }
    guard let time = Timestamp(text) else {
      throw .invalid(path(name), "must be a time as in RFC 3339: 2026-03-01T12:00:00Z.")
    }
    return time
  }

  /// A time that has to be there.
  mutating func time(_ name: String) throws(Problem) -> Timestamp {
    guard let time = try optionalTime(name) else {
      throw Problem(.unprocessableContent, "missing_field", "\(path(name)) is required.", field: path(name))
    }
    return time
  }

  /// A currency of ISO 4217.
  mutating func currency(_ name: String) throws(Problem) -> Currency {
    let text = try text(name)
    guard let currency = Currency(text) else {
      throw .invalid(path(name), "must be a currency code of ISO 4217, such as EUR.")
    }
    return currency
  }

  /// An amount in minor units.
  mutating func amount(_ name: String, from least: Int64 = 0) throws(Problem) -> Int64 {
    try integer(name, in: least...Money.maximumAmount)
  }

  /// An e-mail address, if there.
  mutating func optionalEmail(_ name: String) throws(Problem) -> Email? {
    guard let text = try optionalText(name, limit: Limits.email) else { return nil }
    guard let email = Email(text) else { throw .invalid(path(name), "must be an e-mail address.") }
    return email
  }

  /// Where a link leads, if there.
  mutating func optionalDestination(_ name: String) throws(Problem) -> String? {
    guard let text = try optionalText(name, limit: Limits.destination) else { return nil }
    do {
      return try Destination(text).text
    } catch {
      throw .invalid(path(name), "\(error)")
    }
  }

  /// One of the values of an enumeration, if there.
  mutating func optionalChoice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, as type: Choice.Type = Choice.self
  ) throws(Problem) -> Choice? where Choice.RawValue == String {
    guard let text = try optionalText(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw .invalid(path(name), "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return choice
  }

  /// One of the values of an enumeration.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, as type: Choice.Type = Choice.self
  ) throws(Problem) -> Choice where Choice.RawValue == String {
    guard let choice = try optionalChoice(name, as: type) else {
      throw Problem(.unprocessableContent, "missing_field", "\(path(name)) is required.", field: path(name))
    }
    return choice
  }
}
