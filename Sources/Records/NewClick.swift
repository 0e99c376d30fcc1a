package import Referrals

/// A click on its way into the table.
package struct NewClick: Hashable, Sendable {
  /// What an arrival was, as the table has it.
  package enum Outcome: UInt8, Sendable {
    /// A person's, the first within the dedupe window.
    case person = 0
    /// A person's again, within the dedupe window of a first.
    case `repeat` = 1
    /// By an agent that says, or is known, to be a program.
    case bot = 2
    /// By a program that makes a preview of the link.
    case preview = 3
    /// By a program that watches whether the link works.
    case monitor = 4
    /// A HEAD request, by whoever.
    case head = 5
    /// By a browser that had not been asked to go there yet.
    case prefetch = 6

    /// The value in the column `outcome`.
    package var name: String {
      switch self {
      case .person: "person"
      case .repeat: "repeat"
      case .bot: "bot"
      case .preview: "preview"
      case .monitor: "monitor"
      case .head: "head"
      case .prefetch: "prefetch"
      }
    }
  }

  /// Its id, which holds when it came, to the microsecond.
  package var id: Click.ID
  /// Whose link it came through.
  package var program: Program.ID
  /// The link it came through.
  package var link: Link.ID
  /// Who shared the link.
  package var advocate: Advocate.ID
  /// The browser, by its cookie; one that brought none is given this one.
  package var visitor: Visitor.ID
  /// The browser, as the day's salted hash tells it from others, in the shape of an id.
  package var visitorHash: Visitor.ID
  /// What it was.
  package var outcome: Outcome
  /// The first click of the same visitor through the same link within the dedupe window, where there is one.
  package var repeatOf: Click.ID?
  /// The network the client's address is in; never the whole address.
  package var addressPrefix: String
  /// The page that led here, cropped.
  package var referrer: String?
  /// The agent that was named, cropped.
  package var userAgent: String?

  /// A click from its parts.
  package init(
    id: Click.ID, program: Program.ID, link: Link.ID, advocate: Advocate.ID, visitor: Visitor.ID,
    visitorHash: Visitor.ID, outcome: Outcome, repeatOf: Click.ID? = nil, addressPrefix: String,
    referrer: String? = nil, userAgent: String? = nil
  ) {
    self.id = id
    self.program = program
    self.link = link
    self.advocate = advocate
    self.visitor = visitor
    self.visitorHash = visitorHash
    self.outcome = outcome
    self.repeatOf = repeatOf
    self.addressPrefix = addressPrefix
    self.referrer = referrer
    self.userAgent = userAgent
  }

  /// When it came: the time in its id.
  package var occurredAt: Timestamp { id.timestamp ?? .earliest }
}

extension NewClick.Outcome {
  /// The outcome of an arrival that repeats no other.
  package init(_ kind: ClickKind) {
    switch kind {
    case .person: self = .person
    case .bot: self = .bot
    case .preview: self = .preview
    case .monitor: self = .monitor
    case .head: self = .head
    case .prefetch: self = .prefetch
    }
  }
}
