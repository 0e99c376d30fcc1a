/// Why an advocate earns nothing for a conversion: the customer is the advocate.
package enum SelfReferral: String, CaseIterable, Codable, Sendable, CustomStringConvertible {
  /// Both are one person to the program.
  case samePerson = "same_person"
  /// Both have the same external id.
  case sameExternalID = "same_external_id"
  /// Both have the same e-mail address, whatever its case and tag.
  case sameEmail = "same_email"

  /// One who may be the other.
  package struct Party: Sendable {
    /// Who it is to the program, where that is known.
    package var person: Person.ID?
    /// Its id in the company's own system.
    package var externalID: String?
    /// Its e-mail address.
    package var email: Email?

    /// A customer or an advocate, by whatever is known.
    package init(person: Person.ID? = nil, externalID: String? = nil, email: Email? = nil) {
      self.person = person
      self.externalID = externalID
      self.email = email
    }
  }

  /// Why customer and advocate are one, by the surest sign; `nil` when nothing says so.
  package init?(customer: Party, advocate: Party) {
    if let person = customer.person, person == advocate.person {
      self = .samePerson
    } else if let externalID = customer.externalID, externalID == advocate.externalID {
      self = .sameExternalID
    } else if let email = customer.email, email == advocate.email {
      self = .sameEmail
    } else {
      return nil
    }
  }

  /// The reason as a sentence for whoever asks why nothing was credited.
  package var description: String {
    switch self {
    case .samePerson: "self-referral: the customer is the advocate"
    case .sameExternalID: "self-referral: customer and advocate have the same external id"
    case .sameEmail: "self-referral: customer and advocate have the same e-mail address"
    }
  }
}
