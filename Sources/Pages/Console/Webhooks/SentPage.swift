import Mustache
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

  private struct Values {
    let tabs: String
    let filter: String
    let table: String
    let foot: String
    let csrf: String
    let mayReplay: Bool
  }

  private static let template = Layout.template(
    """
    <h1>Sent</h1>
    {{{tabs}}}{{{filter}}}<section>
    <form method="post" action="/console/webhooks/sent/replay">
    <input type="hidden" name="csrf" value="{{csrf}}">
    {{{table}}}{{#mayReplay}}<p class="buttons"><button class="button primary" name="which" value="chosen">Send the chosen again</button>\
    <button class="button" name="which" value="stranded">Send all that failed or were held</button></p>
    {{/mayReplay}}</form>
    {{{foot}}}</section>

    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    Self.template.render(
      Values(
        tabs: Tabs.webhooks(here: "/console/webhooks/sent").html, filter: filter.html,
        table: table.html(for: reader), foot: foot.html, csrf: csrf, mayReplay: mayReplay && !rows.isEmpty))
  }
}
