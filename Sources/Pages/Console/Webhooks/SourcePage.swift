import Mustache
package import Referrals

/// One source: where its provider posts to, how it does, and what can be changed of it.
package struct SourcePage: Sendable {
  private let id: String
  private let title: String
  private let provider: String
  private let address: String
  private let madeAt: Timestamp
  private let formerUntil: Timestamp?
  private let parked: Int
  /// What its reader may do, each a form.
  private let edit: ConsoleForm?
  private let rotate: ConsoleForm?
  private let remove: ConsoleForm?
  private let replay: ConsoleForm?

  /// A page from what it shows; forms are left out where its reader may not send them.
  package init(
    id: String, title: String, provider: String, address: String, madeAt: Timestamp, formerUntil: Timestamp?,
    parked: Int, edit: ConsoleForm?, rotate: ConsoleForm?, remove: ConsoleForm?, replay: ConsoleForm?
  ) {
    self.id = id
    self.title = title
    self.provider = provider
    self.address = address
    self.madeAt = madeAt
    self.formerUntil = formerUntil
    self.parked = parked
    self.edit = edit
    self.rotate = rotate
    self.remove = remove
    self.replay = replay
  }

  private struct Values {
    let id: String
    let tabs: String
    let title: String
    let provider: String
    let address: String
    let made: Reader.Stamp
    let former: Reader.Stamp?
    let parked: String
    let hasParked: Bool
    let edit: String?
    let rotate: String?
    let remove: String?
    let replay: String?
  }

  private static let template = Layout.template(
    """
    <h1>{{title}}</h1>
    {{{tabs}}}<section aria-labelledby="about"><h2 id="about">Where it posts to</h2>
    <p>Enter this at {{provider}} as the address of its webhooks:</p>
    <p class="copy"><label for="address"><span class="hidden-text">Address</span><input type="text" id="address" value="{{address}}" readonly></label>
    <button type="button" class="button" data-copy="#address" hidden>Copy</button></p>
    <dl class="facts">
    <dt>Provider</dt><dd>{{provider}}</dd>
    <dt>Since</dt><dd><time datetime="{{made.iso}}">{{made.text}}</time></dd>
    <dt>Parked</dt><dd>{{#hasParked}}<a class="bad" href="/console/webhooks/inbox?source={{id}}&amp;state=parked">{{parked}}</a>{{/hasParked}}{{^hasParked}}none{{/hasParked}}</dd>
    {{#former}}<dt>Secret before</dt><dd>valid until <time datetime="{{iso}}">{{text}}</time></dd>
    {{/former}}</dl>
    <p><a href="/console/webhooks/inbox?source={{id}}">Its deliveries</a></p>
    {{#hasParked}}{{{replay}}}{{/hasParked}}</section>
    {{#edit}}<div class="split"><section aria-labelledby="edit"><h2 id="edit">Change it</h2>
    {{{edit}}}</section>
    <section aria-labelledby="rotate"><h2 id="rotate">Another secret</h2>
    {{{rotate}}}</section>
    <section aria-labelledby="remove"><h2 id="remove">Remove it</h2>
    <p>Deliveries to it are refused from then on. Those that came stay, and so does what they did.</p>
    {{{remove}}}</section></div>
    {{/edit}}
    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    Self.template.render(
      Values(
        id: id, tabs: Tabs.webhooks(here: "/console/webhooks").html, title: title, provider: provider,
        address: address, made: reader.time(madeAt), former: formerUntil.map(reader.time),
        parked: reader.number(parked), hasParked: parked > 0, edit: edit?.html, rotate: rotate?.html,
        remove: remove?.html, replay: replay?.html))
  }
}
