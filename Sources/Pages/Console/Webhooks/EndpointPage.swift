import Mustache
package import Referrals

/// One endpoint: how it does, and what can be done with it.
package struct EndpointPage: Sendable {
  /// What its reader may do, each a form; those they may not are left out.
  package struct Forms: Sendable {
    /// Sends a test event.
    package var test: ConsoleForm?
    /// Sends what did not arrive.
    package var replay: ConsoleForm?
    /// Changes it.
    package var edit: ConsoleForm?
    /// Gives it another secret.
    package var rotate: ConsoleForm?
    /// Switches it off, or on.
    package var toggle: ConsoleForm?
    /// Deletes it.
    package var delete: ConsoleForm?

    /// None.
    package init() {}
  }

  private let row: WebhooksPage.EndpointRow
  private let failingSince: Timestamp?
  private let disabledAt: Timestamp?
  private let formerUntil: Timestamp?
  private let forms: Forms

  /// A page from what it shows.
  package init(
    _ row: WebhooksPage.EndpointRow, failingSince: Timestamp?, disabledAt: Timestamp?, formerUntil: Timestamp?,
    forms: Forms
  ) {
    self.row = row
    self.failingSince = failingSince
    self.disabledAt = disabledAt
    self.formerUntil = formerUntil
    self.forms = forms
  }

  private struct Values {
    let id: String
    let tabs: String
    let url: String
    let description: String?
    let events: [String]
    let state: String
    let tone: String
    let made: Reader.Stamp
    let failing: Reader.Stamp?
    let disabled: Reader.Stamp?
    let former: Reader.Stamp?
    let stranded: String
    let hasStranded: Bool
    let test: String?
    let replay: String?
    let edit: String?
    let rotate: String?
    let toggle: String?
    let delete: String?
  }

  private static let template = Layout.template(
    """
    <h1>{{url}} <span class="chip {{tone}}">{{state}}</span></h1>
    {{{tabs}}}<section aria-labelledby="about"><h2 id="about">How it does</h2>
    {{#description}}<p>{{description}}</p>
    {{/description}}<dl class="facts">
    <dt>Events</dt><dd>{{#events}}<code>{{.}}</code> {{/events}}</dd>
    <dt>Since</dt><dd><time datetime="{{made.iso}}">{{made.text}}</time></dd>
    {{#failing}}<dt>Only failures since</dt><dd><time datetime="{{iso}}">{{text}}</time></dd>
    {{/failing}}{{#disabled}}<dt>Off since</dt><dd><time datetime="{{iso}}">{{text}}</time></dd>
    {{/disabled}}{{#former}}<dt>Secret before</dt><dd>signs too until <time datetime="{{iso}}">{{text}}</time></dd>
    {{/former}}<dt>Not delivered</dt><dd>{{#hasStranded}}<span class="bad">{{stranded}}</span>{{/hasStranded}}{{^hasStranded}}none{{/hasStranded}}</dd>
    </dl>
    <p><a href="/console/webhooks/sent?endpoint={{id}}">What it was sent</a></p>
    <div class="buttons">{{{test}}}{{#hasStranded}}{{{replay}}}{{/hasStranded}}</div></section>
    {{#edit}}<div class="split"><section aria-labelledby="edit"><h2 id="edit">Change it</h2>
    {{{edit}}}</section>
    <section aria-labelledby="rotate"><h2 id="rotate">Another secret</h2>
    <p>It is made here and shown once. For 24 hours the secret before signs beside it.</p>
    {{{rotate}}}</section>
    <section aria-labelledby="off"><h2 id="off">Switch it off, or delete it</h2>
    <p>One that is off goes on collecting, and can be sent that later. One that is deleted is sent nothing any more; what it was sent can still be read.</p>
    <div class="buttons">{{{toggle}}}{{{delete}}}</div></section></div>
    {{/edit}}
    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    Self.template.render(
      Values(
        id: row.id, tabs: Tabs.webhooks(here: "/console/webhooks").html, url: row.url,
        description: row.description, events: row.events, state: row.state.words, tone: row.state.tone.rawValue,
        made: reader.time(row.madeAt), failing: failingSince.map(reader.time), disabled: disabledAt.map(reader.time),
        former: formerUntil.map(reader.time), stranded: reader.number(row.stranded), hasStranded: row.stranded > 0,
        test: forms.test?.html, replay: forms.replay?.html, edit: forms.edit?.html, rotate: forms.rotate?.html,
        toggle: forms.toggle?.html, delete: forms.delete?.html))
  }
}
