import Postgres
import Records
import Referrals

/// Who a customer is, by whatever is told of one.
enum Customers {
  /// What is told of a customer.
  struct Told: Sendable, Equatable {
    /// The id at the program's company.
    var externalID: String?
    /// The id at the shop or payment system that tells of the customer.
    var key: String?
    /// The e-mail.
    var email: Email?
    /// The name.
    var name: String?
  }

  /// The person, made known if need be and held until the transaction ends; nil where nothing is told. The company's own
  /// id says most, then the id at the shop, then the e-mail; what is told together belongs together from then on.
  static func resolve(
    _ told: Told, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Person.ID? {
    guard let key = told.key else {
      guard told.externalID != nil || told.email != nil else { return nil }
      return try await People.upsert(
        externalID: told.externalID, email: told.email, name: told.name, at: now, program: program, in: connection)
    }
    if let known = try await PersonKeys.find(key, program: program, in: connection) {
      let isSame =
        if let externalID = told.externalID {
          try await People.rename(known, from: key, to: externalID, program: program, in: connection)
        } else {
          true
        }
      if isSame {
        try await People.learn(known, email: told.email, name: told.name, program: program, in: connection)
        return known
      }
    }
    let externalID = told.externalID ?? (told.email == nil ? key : nil)
    let person = try await People.upsert(
      externalID: externalID, email: told.email, name: told.name, at: now, program: program, in: connection)
    try await PersonKeys.set(key, of: person, program: program, in: connection)
    return person
  }
}

extension ConversionIntake.Told {
  /// What it tells of the customer.
  var customer: Customers.Told {
    Customers.Told(externalID: customerID, key: customerKey, email: customerEmail, name: customerName)
  }
}
