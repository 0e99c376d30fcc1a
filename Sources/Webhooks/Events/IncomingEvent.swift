package import Referrals

/// A verified delivery, read.
package struct IncomingEvent: Sendable, Equatable {
  /// The delivery's id, the same each time it is repeated: unique for its source.
  package var id: String
  /// What happened, in the provider's words: `invoice.paid`, `orders/paid`.
  package var type: String
  /// Whether it was a trial, with no money moved.
  package var isTest: Bool
  /// When it happened, where it says so.
  package var occurredAt: Timestamp?
  /// What it means to us, in this order.
  package var meanings: [Meaning]
}

/// One thing that an event means.
package enum Meaning: Sendable, Equatable {
  /// Somebody showed interest, signed up, bought or paid again.
  case conversion(IncomingConversion)
  /// Tells who or which click is behind a conversion that another event brings.
  case context(IncomingContext)
  /// Part of a conversion is taken back.
  case reversal(IncomingReversal)
  /// A reversal is taken back itself.
  case void(IncomingVoid)
  /// Who somebody is.
  case person(IncomingPerson)
  /// An advocate shared.
  case share(IncomingShare)
  /// Somebody sees what somebody shares.
  case edge(IncomingEdge)
  /// Everything that is held on a customer is asked for.
  case exportPerson(IncomingCustomer)
  /// Everything that is held on a customer is to be erased.
  case redactPerson(IncomingCustomer)
  /// Everything that is held on a shop's customers is to be erased.
  case redactShop
  /// Nothing that is used: why, for people.
  case unused(String)
}

/// A customer, by whatever the event knows. Never without an id or an e-mail address.
package struct IncomingCustomer: Sendable, Equatable {
  /// The company's own id, if it passed one to the provider.
  package var externalID: String?
  /// The provider's id: `cus_…`, `shopify-customer-…`.
  package var providerID: String?
  /// The e-mail address.
  package var email: Email?
  /// The name.
  package var name: String?

  /// A customer; `nil` when nothing tells who it is.
  init?(externalID: String?, providerID: String?, email: Email?, name: String?) {
    guard externalID != nil || providerID != nil || email != nil else { return nil }
    self.externalID = externalID
    self.providerID = providerID
    self.email = email
    self.name = name
  }
}

/// A lead, signup, sale or renewal.
package struct IncomingConversion: Sendable, Equatable {
  /// What becomes its external id.
  package var key: String
  /// Other names by which events call it: the payment, the charge, the invoice, the session. What is known by its key
  /// or by one of these is the same conversion.
  package var aliases: [String] = []
  /// What happened.
  package var type: ConversionType
  /// What was paid; `nil` where nothing was: nothing, in the program's currency.
  package var amount: Money?
  /// What was taken off the list price, in minor units of the same currency.
  package var discount: Int64 = 0
  /// When.
  package var occurredAt: Timestamp
  /// A click of the program.
  package var clickID: Click.ID?
  /// Codes that may be those of links, the likeliest first, each once.
  package var codes: [String] = []
  /// Who.
  package var customer: IncomingCustomer?
  /// The subscription that it starts or renews.
  package var subscription: String?
}

/// What one event knows about a conversion that another brings.
package struct IncomingContext: Sendable, Equatable {
  /// Names of the conversion, any of which may be its key or an alias. May be empty, where the subscription tells.
  package var keys: [String]
  /// A click of the program.
  package var clickID: Click.ID?
  /// Codes that may be those of links, the likeliest first, each once.
  package var codes: [String] = []
  /// Who.
  package var customer: IncomingCustomer?
  /// The subscription whose conversions it is about as well.
  package var subscription: String?
}

/// Part of a conversion is taken back.
package struct IncomingReversal: Sendable, Equatable {
  /// Names of the conversion, any of which may be its key or an alias; not empty.
  package var keys: [String]
  /// The reversal's own id; of a running total, what it runs for.
  package var id: String
  /// How much, in minor units: more than nothing.
  package var amount: Int64
  /// The currency; `nil` for that of the conversion.
  package var currency: Currency?
  /// Whether `amount` is all that was taken back under this id so far, not what is taken now: keep the largest, and
  /// post what is new.
  package var isRunningTotal: Bool = false
  /// Why.
  package var reason: ReversalReason
  /// When.
  package var occurredAt: Timestamp
}

/// A reversal is taken back itself: a dispute won.
package struct IncomingVoid: Sendable, Equatable {
  /// Names of the conversion, as in its reversal.
  package var keys: [String]
  /// The reversal's id.
  package var reversal: String
  /// Why, for people.
  package var reason: String
}

/// Who somebody is.
package struct IncomingPerson: Sendable, Equatable {
  /// The company's own id.
  package var externalID: String
  /// The e-mail address, if told.
  package var email: Email?
  /// The name, if told.
  package var name: String?
}

/// An advocate shared.
package struct IncomingShare: Sendable, Equatable {
  /// The post's own id.
  package var key: String
  /// The company's own id of the advocate.
  package var advocateID: String
  /// Where.
  package var channel: String
  /// What.
  package var content: String?
  /// Where it can be seen.
  package var url: String?
  /// When.
  package var occurredAt: Timestamp
  /// Whether the advocate agreed to be named with it.
  package var consent: Bool
}

/// Somebody sees what somebody shares, each by the company's own id.
package struct IncomingEdge: Sendable, Equatable {
  /// Who shares.
  package var from: String
  /// Who sees it; somebody else.
  package var to: String
  /// Since when.
  package var since: Timestamp
  /// Whether the one who sees agreed to be counted by name, where it says so.
  package var consent: Bool?
  /// Where it is known from.
  package var origin: String?
}
