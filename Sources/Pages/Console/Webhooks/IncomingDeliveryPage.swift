import Mustache
package import Referrals

/// One delivery that came in: as it came, what was made of it, and what it led to.
package struct IncomingDeliveryPage: Sendable {
  /// Something that the delivery led to.
  package struct Effect: Sendable {
    let words: String
    let title: String?
    let path: String?

    /// What it means, and where what it led to can be seen.
    package init(_ words: String, title: String? = nil, path: String? = nil) {
      self.words = words
      self.title = title
      self.path = path
    }
  }

  /// A header that was kept.
  package struct Header: Sendable {
    let name: String
    let value: String

    /// A header from its parts.
    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  private let row: InboxPage.Row
  private let sourcePath: String?
  private let dueAt: Timestamp?
  private let finishedAt: Timestamp?
  private let headers: [Header]
  private let body: String?
  private let effects: [Effect]
  private let csrf: String
  private let mayReplay: Bool

  /// A page from what it shows; a body that was erased is nil.
  package init(
    _ row: InboxPage.Row, sourcePath: String?, dueAt: Timestamp?, finishedAt: Timestamp?, headers: [Header],
    body: String?, effects: [Effect], csrf: String, mayReplay: Bool
  ) {
    self.row = row
    self.sourcePath = sourcePath
    self.dueAt = dueAt
    self.finishedAt = finishedAt
    self.headers = headers
    self.body = body
    self.effects = effects
    self.csrf = csrf
    self.mayReplay = mayReplay
  }

  private struct Values {
    let tabs: String
    let row: InboxPage.Row
    let sourcePath: String?
    let status: String
    let tone: String
    let words: String
    let isParked: Bool
    let came: Reader.Stamp
    let due: Reader.Stamp?
    let finished: Reader.Stamp?
    let attempts: String
    let headers: [Header]
    let body: String?
    let isCut: Bool
    let effects: [Effect]
    let csrf: String
    let mayReplay: Bool
  }

  private static let template = Layout.template(
    """
    <h1>{{row.type}} <span class="chip {{tone}}">{{status}}</span></h1>
    {{{tabs}}}{{#isParked}}<p class="error" role="alert"><strong>Parked:</strong> {{row.reason}}</p>
    {{/isParked}}<section aria-labelledby="account"><h2 id="account">What became of it</h2>
    <p>{{words}}{{^isParked}}{{#row.reason}} <span class="muted">{{row.reason}}</span>{{/row.reason}}{{/isParked}}</p>
    <dl class="facts">
    <dt>Came</dt><dd><time datetime="{{came.iso}}">{{came.text}}</time></dd>
    <dt>From</dt><dd>{{#sourcePath}}<a href="{{sourcePath}}">{{row.source}}</a>{{/sourcePath}}{{^sourcePath}}{{row.source}}{{/sourcePath}}</dd>
    <dt>Its id there</dt><dd><code>{{row.externalID}}</code></dd>
    <dt>Its id here</dt><dd><code>{{row.id}}</code></dd>
    <dt>Looked at</dt><dd>{{attempts}}</dd>
    {{#due}}<dt>Next look</dt><dd><time datetime="{{iso}}">{{text}}</time></dd>
    {{/due}}{{#finished}}<dt>Done</dt><dd><time datetime="{{iso}}">{{text}}</time></dd>
    {{/finished}}</dl>
    {{#mayReplay}}<form method="post" action="/console/webhooks/inbox/{{row.id}}/replay">
    <input type="hidden" name="csrf" value="{{csrf}}">
    <p class="buttons"><button class="button primary">Replay</button> <span class="muted">Harmless however often: what it did already it does not do twice.</span></p>
    </form>
    {{/mayReplay}}</section>
    <section aria-labelledby="effects"><h2 id="effects">What it says, and led to</h2>
    {{^effects}}<p class="empty">Nothing can be read in it.</p>
    {{/effects}}<ul class="effects">
    {{#effects}}<li>{{words}}{{#path}}: <a href="{{path}}">{{title}}</a>{{/path}}</li>
    {{/effects}}</ul></section>
    <section aria-labelledby="body"><h2 id="body">As it came</h2>
    {{#body}}<pre class="laid-out" tabindex="0" aria-label="Body">{{body}}</pre>
    {{#isCut}}<p class="muted">That is its beginning.</p>
    {{/isCut}}<p><a href="/console/webhooks/inbox/{{row.id}}/body" download>Download it, byte for byte</a></p>
    {{/body}}{{^body}}<p class="empty">What it said was erased, as a person asked.</p>
    {{/body}}<details><summary>Headers that say what the body means</summary>
    {{^headers}}<p class="muted">Its provider tells all in the body. Signatures are not kept.</p>
    {{/headers}}<dl class="facts">
    {{#headers}}<dt><code>{{name}}</code></dt><dd><code>{{value}}</code></dd>
    {{/headers}}</dl></details></section>

    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    let shown = body.map(LaidOutJSON.text)
    return Self.template.render(
      Values(
        tabs: Tabs.webhooks(here: "/console/webhooks/inbox").html, row: row, sourcePath: sourcePath,
        status: row.status.rawValue, tone: row.status.tone.rawValue, words: row.status.words,
        isParked: row.status == .parked, came: reader.time(row.receivedAt), due: dueAt.map(reader.time),
        finished: finishedAt.map(reader.time),
        attempts: row.attempts == 1 ? "once" : "\(reader.number(row.attempts)) times", headers: headers,
        body: shown?.text, isCut: shown?.isWhole == false,
        effects: effects, csrf: csrf, mayReplay: mayReplay))
  }
}
