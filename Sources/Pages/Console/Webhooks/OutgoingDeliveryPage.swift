import Mustache
package import Referrals

/// One event on its way to one endpoint: what is sent, and every attempt.
package struct OutgoingDeliveryPage: Sendable {
  /// One attempt.
  package struct Attempt: Sendable {
    let number: Int
    let startedAt: Timestamp
    let isTaken: Bool
    /// The status that was answered, or why there was no answer.
    let answer: String
    let response: String?
    let milliseconds: Int

    /// An attempt from what is shown of it.
    package init(
      number: Int, startedAt: Timestamp, isTaken: Bool, answer: String, response: String?, milliseconds: Int
    ) {
      self.number = number
      self.startedAt = startedAt
      self.isTaken = isTaken
      self.answer = answer
      self.response = response
      self.milliseconds = milliseconds
    }
  }

  private let row: SentPage.Row
  private let endpointPath: String?
  private let nextAt: Timestamp?
  private let attempts: [Attempt]
  private let body: String
  private let csrf: String
  private let mayReplay: Bool

  /// A page from what it shows.
  package init(
    _ row: SentPage.Row, endpointPath: String?, nextAt: Timestamp?, attempts: [Attempt], body: String, csrf: String,
    mayReplay: Bool
  ) {
    self.row = row
    self.endpointPath = endpointPath
    self.nextAt = nextAt
    self.attempts = attempts
    self.body = body
    self.csrf = csrf
    self.mayReplay = mayReplay
  }

  private struct Line {
    let number: String
    let started: Reader.Stamp
    let tone: String
    let answer: String
    let response: String?
    let milliseconds: String
  }

  private struct Values {
    let tabs: String
    let row: SentPage.Row
    let state: String
    let tone: String
    let words: String
    let endpointPath: String?
    let told: Reader.Stamp
    let next: Reader.Stamp?
    let lines: [Line]
    let isPending: Bool
    let body: String
    let csrf: String
    let mayReplay: Bool
  }

  private static let template = Layout.template(
    """
    <h1>{{row.type}} <span class="chip {{tone}}">{{state}}</span></h1>
    {{{tabs}}}<section aria-labelledby="account"><h2 id="account">What came of it</h2>
    <p>{{words}}</p>
    <dl class="facts">
    <dt>To</dt><dd>{{#endpointPath}}<a href="{{endpointPath}}">{{row.url}}</a>{{/endpointPath}}{{^endpointPath}}{{row.url}}{{/endpointPath}}</dd>
    <dt>Told</dt><dd><time datetime="{{told.iso}}">{{told.text}}</time></dd>
    {{#next}}<dt>Next attempt</dt><dd><time datetime="{{iso}}">{{text}}</time></dd>
    {{/next}}<dt>Event</dt><dd><code>{{row.event}}</code></dd>
    <dt>Its id here</dt><dd><code>{{row.id}}</code></dd>
    </dl>
    {{#isPending}}<p class="buttons"><a class="button" href="/console/webhooks/sent/{{row.id}}">Look again</a></p>
    {{/isPending}}{{#mayReplay}}<form method="post" action="/console/webhooks/sent/{{row.id}}/replay">
    <input type="hidden" name="csrf" value="{{csrf}}">
    <p class="buttons"><button class="button primary">Send again</button> <span class="muted">The event keeps its id, so whoever has it already can tell.</span></p>
    </form>
    {{/mayReplay}}</section>
    <section aria-labelledby="attempts"><h2 id="attempts">Attempts</h2>
    {{^lines}}<p class="empty">None yet. The first is made within moments.</p>
    {{/lines}}<ul class="attempts">
    {{#lines}}<li><strong class="{{tone}}">{{answer}}</strong> <span class="muted">attempt {{number}}, <time datetime="{{started.iso}}">{{started.text}}</time>, {{milliseconds}} ms</span>
    {{#response}}<pre class="laid-out" tabindex="0" aria-label="What was answered">{{response}}</pre>{{/response}}</li>
    {{/lines}}</ul></section>
    <section aria-labelledby="body"><h2 id="body">What is sent</h2>
    <pre class="laid-out" tabindex="0" aria-label="Body">{{body}}</pre></section>

    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    Self.template.render(
      Values(
        tabs: Tabs.webhooks(here: "/console/webhooks/sent").html, row: row, state: row.state.rawValue,
        tone: row.state.tone.rawValue, words: row.state.words, endpointPath: endpointPath,
        told: reader.time(row.toldAt), next: nextAt.map(reader.time),
        lines: attempts.reversed().map { attempt in
          Line(
            number: reader.number(attempt.number), started: reader.time(attempt.startedAt),
            tone: attempt.isTaken ? "good" : "bad", answer: attempt.answer,
            response: attempt.response.flatMap { $0.isEmpty ? nil : $0 },
            milliseconds: reader.number(attempt.milliseconds))
        }, isPending: row.state == .pending, body: LaidOutJSON.text(body).text, csrf: csrf, mayReplay: mayReplay))
  }
}
