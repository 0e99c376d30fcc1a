package import Referrals

/// What was sent to whom, and what came of it.
package struct SentPage: Sendable {
  /// How far a delivery is.
  package enum State: String, Sendable {
    case pending, delivered, failed, held, canceled

    var tone: Listing.Tone {
      switch self {
      case .delivered: .good
      case .failed, .held: .bad
      case .pending, .canceled: .plain
      }
    }

    /// What it means, for people.
    package var words: String {
      switch self {
      case .pending: "It is on its way: due now, or again later."
      case .delivered: "The endpoint has taken it."
      case .failed: "Every attempt of the schedule was made, and none was taken. It waits for a replay."
      case .held: "The endpoint is switched off. It waits for a replay once that is on again."
      case .canceled: "The endpoint was deleted before it could be delivered."
      }
    }
  }

  /// A delivery.
  package struct Row: Sendable {
    let id: String
    let event: String
    let type: String
    let url: String
    let state: State
    let attempts: Int
    /// What the endpoint answered last, or why there was no answer.
    let answer: String?
    let toldAt: Timestamp

    /// A row from what is shown of a delivery.
    package init(
      id: String, event: String, type: String, url: String, state: State, attempts: Int, answer: String?,
      toldAt: Timestamp
    ) {
      self.id = id
      self.event = event
      self.type = type
      self.url = url
      self.state = state
      self.attempts = attempts
      self.answer = answer
      self.toldAt = toldAt
    }
  }

  private let rows: [Row]
  private let filter: ListFilter
  private let foot: ListFoot
  private let mayReplay: Bool
  private let csrf: String

  /// A page from what it shows.
  package init(rows: [Row], filter: ListFilter, foot: ListFoot, mayReplay: Bool, csrf: String) {
    self.rows = rows
    self.filter = filter
    self.foot = foot
    self.mayReplay = mayReplay
    self.csrf = csrf
  }

  /// The deliveries.
  package var table: Listing {
    Listing(
      caption: "Events sent",
      columns: [
        .init("Told", "created_at"), .init("Event", "type"), .init("To", "endpoint"), .init("State", "status"),
        .init("Last answer", "answer"), .init("Attempts", "attempts", isNumber: true),
        .init("Its id", "event_id", isForFile: true),
      ],
      rows: rows.map { row in
        .init(
          id: row.id, label: "\(row.type) to \(row.url)",
          [
            .time(row.toldAt), .link(row.type, to: "/console/webhooks/sent/\(row.id)"), .text(row.url),
            .chip(row.state.rawValue, row.state.tone), .text(row.answer ?? ""), .number(row.attempts),
            .code(row.event),
          ])
      },
      empty: filter.isSet
        ? "Nothing that was looked through fits. Try fewer words, or another state."
        : "Nothing was sent yet. Once there is an endpoint, each event it wants shows here.",
      choice: mayReplay ? "delivery" : nil)
  }

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    ReplayList(
      title: "Sent", path: "/console/webhooks/sent", filter: filter, table: table, foot: foot,
      chosen: "Send the chosen again",
      all: .init(which: "stranded", title: "Send all that failed or were held"), mayReplay: mayReplay,
      csrf: csrf
    ).html(for: reader)
  }
}
