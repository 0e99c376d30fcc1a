// The nouns that have an identity and, beside it, nothing that the domain decides by.

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
