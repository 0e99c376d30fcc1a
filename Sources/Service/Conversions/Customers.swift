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

  /// The person, made known if need be and held until the transaction ends; nil where nothing is told.
  static func resolve(
    _ told: Told, at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Person.ID? {
    try await resolve([told], at: now, program: program, in: connection)[0]
  }

  /// The same for several, of whom no two are told by the same id or e-mail; in their order. Two may still turn out to be
  /// the same person. The company's own id says most, then the id at the shop, then the e-mail; what is told together
  /// belongs together from then on.
  static func resolve(
    _ told: [Told], at now: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Person.ID?] {
    let holders = try await PersonKeys.find(told.compactMap(\.key), program: program, in: connection)
    var people = [Person.ID?](repeating: nil, count: told.count)
    for (index, told) in told.enumerated() {
      guard let key = told.key, let known = holders[key.exact] else { continue }
      guard let externalID = told.externalID else {
        people[index] = known.person
        continue
      }
      // Somebody of an external id that is not the key keeps it.
      guard known.externalID == nil || known.externalID?.exact == key.exact else { continue }
      if try await People.rename(known.person, from: key, to: externalID, program: program, in: connection) {
        people[index] = known.person
      }
    }
    try await People.learn(
      told.indices.compactMap { index in people[index].map { ($0, told[index].email, told[index].name) } },
      program: program, in: connection)
    let unknown = told.indices.filter { people[$0] == nil && told[$0].saysWho }
    let found = try await People.upsert(
      unknown.map { told[$0].person }, at: now, program: program, in: connection)
    for (index, person) in zip(unknown, found) { people[index] = person }
    try await PersonKeys.set(
      unknown.compactMap { index in
        guard let key = told[index].key, let person = people[index] else { return nil }
        return (key, person)
      }, program: program, in: connection)
    return people
  }
}

extension Customers.Told {
  /// Whether anything is told by which a person can be found.
  fileprivate var saysWho: Bool { externalID != nil || key != nil || email != nil }

  /// As whom the person is made known. One who has nothing but a key goes by that.
  fileprivate var person: People.Told {
    People.Told(externalID: externalID ?? (email == nil ? key : nil), email: email, name: name)
  }
}

extension ConversionIntake.Told {
  /// What it tells of the customer.
  var customer: Customers.Told {
    Customers.Told(externalID: customerID, key: customerKey, email: customerEmail, name: customerName)
  }
}
