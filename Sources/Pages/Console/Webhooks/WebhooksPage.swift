import Mustache
package import Referrals

/// Where webhooks come from and go to, and what of it asks for attention.
package struct WebhooksPage: Sendable {
  /// A source.
  package struct SourceRow: Sendable {
    let id: String
    let title: String
    let provider: String
    let acceptsTest: Bool
    let parked: Int
    let madeAt: Timestamp

    /// A row from what is shown of a source.
    package init(
      id: String, title: String, provider: String, acceptsTest: Bool, parked: Int, madeAt: Timestamp
    ) {
      self.id = id
      self.title = title
      self.provider = provider
      self.acceptsTest = acceptsTest
      self.parked = parked
      self.madeAt = madeAt
    }
  }

  /// An endpoint.
  package struct EndpointRow: Sendable {
    let id: String
    let url: String
    let description: String?
    let events: [String]
    let state: EndpointState
    let stranded: Int
    let madeAt: Timestamp

    /// A row from what is shown of an endpoint.
    package init(
      id: String, url: String, description: String?, events: [String], state: EndpointState, stranded: Int,
      madeAt: Timestamp
    ) {
      self.id = id
      self.url = url
      self.description = description
      self.events = events
      self.state = state
      self.stranded = stranded
      self.madeAt = madeAt
    }
  }

  /// What of the inbox asks for attention.
  package struct Counts: Sendable {
    let parked: Int
    let waiting: Int
    let due: Int

    /// Counts of deliveries that are parked, that wait, and that are yet to be looked at.
    package init(parked: Int, waiting: Int, due: Int) {
      self.parked = parked
      self.waiting = waiting
      self.due = due
    }
  }

  private let sources: [SourceRow]
  private let endpoints: [EndpointRow]
  private let counts: Counts
  private let mayChange: Bool

  /// A page from what it shows, and whether its reader may change it.
  package init(sources: [SourceRow], endpoints: [EndpointRow], counts: Counts, mayChange: Bool) {
    self.sources = sources
    self.endpoints = endpoints
    self.counts = counts
    self.mayChange = mayChange
  }

  /// The sources.
  package var sourceTable: Listing {
    Listing(
      caption: "Sources",
      columns: [
        .init("Name", "name"), .init("Provider", "provider"), .init("Test events", "accepts_test"),
        .init("Parked", "parked", isNumber: true), .init("Since", "created_at"),
      ],
      rows: sources.map { source in
        .init([
          .link(source.title, to: "/console/webhooks/sources/\(source.id)"), .text(source.provider),
          .text(source.acceptsTest ? "count" : "kept apart"), .number(source.parked), .time(source.madeAt),
        ])
      },
      empty: "No shop or payment system tells this program of sales yet."
        + (mayChange ? " Add a source to connect one." : " A key with the role admin can add a source."))
  }

  /// The endpoints.
  package var endpointTable: Listing {
    Listing(
      caption: "Endpoints",
      columns: [
        .init("Address", "url"), .init("What it is", "description"), .init("Events", "events"),
        .init("State", "state"), .init("Not delivered", "not_delivered", isNumber: true),
        .init("Since", "created_at"),
      ],
      rows: endpoints.map { endpoint in
        .init([
          .link(endpoint.url, to: "/console/webhooks/endpoints/\(endpoint.id)"), .text(endpoint.description ?? ""),
          .text(endpoint.events.joined(separator: ", ")), .chip(endpoint.state.words, endpoint.state.tone),
          .number(endpoint.stranded), .time(endpoint.madeAt),
        ])
      },
      empty: "No other system hears of what happens yet."
        + (mayChange ? " Add an endpoint to tell one." : " A key with the role admin can add an endpoint."))
  }

  private struct Values {
    let tabs: String
    let parked: String
    let hasParked: Bool
    let waiting: String
    let due: String
    let sources: String
    let endpoints: String
    let mayChange: Bool
    let sourceFoot: String
    let endpointFoot: String
  }

  private static let template = Layout.template(
    """
    <h1>Webhooks</h1>
    {{{tabs}}}<ul class="cards">
    <li class="card"><a class="figure{{#hasParked}} bad{{/hasParked}}" href="/console/webhooks/inbox?state=parked">{{parked}}</a><span class="label">parked: they could not be used</span></li>
    <li class="card"><a class="figure" href="/console/webhooks/inbox?state=waiting">{{waiting}}</a><span class="label">wait for the sale they speak of</span></li>
    <li class="card"><a class="figure" href="/console/webhooks/inbox?state=received">{{due}}</a><span class="label">about to be looked at</span></li>
    </ul>
    <section aria-labelledby="sources"><h2 id="sources">Sources: what comes in</h2>
    {{{sources}}}{{{sourceFoot}}}
    {{#mayChange}}<p class="buttons"><a class="button" href="/console/webhooks/sources/new">Add a source</a></p>
    {{/mayChange}}</section>
    <section aria-labelledby="endpoints"><h2 id="endpoints">Endpoints: what goes out</h2>
    {{{endpoints}}}{{{endpointFoot}}}
    {{#mayChange}}<p class="buttons"><a class="button" href="/console/webhooks/endpoints/new">Add an endpoint</a></p>
    {{/mayChange}}</section>

    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    Self.template.render(
      Values(
        tabs: Tabs.webhooks(here: "/console/webhooks").html, parked: reader.number(counts.parked),
        hasParked: counts.parked > 0, waiting: reader.number(counts.waiting), due: reader.number(counts.due),
        sources: sourceTable.html(for: reader), endpoints: endpointTable.html(for: reader), mayChange: mayChange,
        sourceFoot: ListFoot(next: nil, file: sources.isEmpty ? nil : "/console/webhooks/sources.csv").html,
        endpointFoot: ListFoot(next: nil, file: endpoints.isEmpty ? nil : "/console/webhooks/endpoints.csv").html))
  }
}

/// How an endpoint does.
package enum EndpointState: Sendable, Equatable {
  /// It takes what it is sent.
  case well
  /// There were only failures since a time.
  case failing
  /// Nothing is sent to it: its owner said so.
  case off
  /// Nothing is sent to it: it answered 410.
  case gone
  /// Nothing is sent to it: it did nothing but fail for days.
  case givenUp

  /// In words.
  package var words: String {
    switch self {
    case .well: "on"
    case .failing: "failing"
    case .off: "switched off"
    case .gone: "off: it answered 410"
    case .givenUp: "off: it failed for days"
    }
  }

  var tone: Listing.Tone {
    switch self {
    case .well: .good
    case .failing, .gone, .givenUp: .bad
    case .off: .plain
    }
  }
}
