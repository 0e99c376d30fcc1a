// The nouns that have an identity. What each consists of is said where it is kept; here they keep ids apart.

/// One referral program of one company: the tenant that everything belongs to.
package enum Program {
  /// The identity of a program.
  package typealias ID = Identifier<Program>
}

/// Somebody known to a program: an external id, perhaps an e-mail; a customer, an advocate, or both.
package enum Person {
  /// The identity of a person.
  package typealias ID = Identifier<Person>
}

/// A person who has links, perhaps brought in by another advocate.
package enum Advocate {
  /// The identity of an advocate.
  package typealias ID = Identifier<Advocate>
}

/// A code and a destination of one advocate.
package enum Link {
  /// The identity of a link.
  package typealias ID = Identifier<Link>
}

/// One arrival through a link, by a person or by a bot.
package enum Click {
  /// The identity of a click, as it travels in `rsn_click`.
  package typealias ID = Identifier<Click>
}

/// The browser behind clicks.
package enum Visitor {
  /// The identity of a visitor, as it travels in the cookie `rsn_visitor`.
  package typealias ID = Identifier<Visitor>
}

/// A lead, signup, sale or renewal.
package enum Conversion {
  /// The identity of a conversion.
  package typealias ID = Identifier<Conversion>
}

/// A refund, chargeback or dispute that takes part of a conversion back.
package enum Reversal {
  /// The identity of a reversal.
  package typealias ID = Identifier<Reversal>
}
