import Mustache
package import Referrals

/// The program: what it is called, where its links lead, and how its revenue is credited.
package struct SettingsPage: Sendable {
  /// What reports count by, where that is not what the program says.
  package struct Pending: Sendable {
    /// The number of the run that reports read.
    let run: Int
    /// What differs, in words.
    let differences: [String]
    /// The run that counts by what the program says, and is under way.
    let counting: String?

    /// What is pending, from its parts.
    package init(run: Int, differences: [String], counting: String?) {
      self.run = run
      self.differences = differences
      self.counting = counting
    }
  }

  /// Where people become advocates by themselves.
  package struct JoinAddress: Sendable {
    let url: String
    let qr: QRPicture

    /// An address from itself and its QR code.
    package init(_ url: String, qr: QRPicture) {
      self.url = url
      self.qr = qr
    }
  }

  private let program: Program
  private let join: JoinAddress
  private let form: ConsoleForm?
  private let recount: ConsoleForm?
  private let pending: Pending?

  /// A page from what it shows; forms are left out where its reader may not send them.
  package init(
    program: Program, join: JoinAddress, form: ConsoleForm?, recount: ConsoleForm?, pending: Pending?
  ) {
    self.program = program
    self.join = join
    self.form = form
    self.recount = recount
    self.pending = pending
  }

  private struct Fact {
    let name: String
    let value: String
  }

  private struct Values {
    let tabs: String
    let currency: String
    let made: Reader.Stamp
    let form: String?
    let recount: String?
    let pending: Pending?
    let isOpen: Bool
    let url: String
    let qr: String
    let facts: [Fact]
  }

  private static let template = Layout.template(
    """
    <h1>Program</h1>
    {{{tabs}}}{{#pending}}<section class="attention" aria-labelledby="pending"><h2 id="pending">Reports count otherwise yet</h2>
    <p>Reports read run {{run}}. A recount makes the settings below take effect: it counts everything anew beside that run, and reports read it once it has caught up. What run {{run}} counts by:</p>
    <ul>{{#differences}}<li>{{.}}</li>
    {{/differences}}</ul>
    {{#counting}}<p class="buttons"><a class="button" href="{{counting}}">A recount is under way</a></p>
    {{/counting}}{{^counting}}{{{recount}}}{{/counting}}</section>
    {{/pending}}{{#form}}<section aria-labelledby="settings"><h2 id="settings">Settings</h2>
    {{{form}}}</section>
    {{/form}}{{^form}}<section aria-labelledby="settings"><h2 id="settings">Settings</h2>
    <dl class="facts">
    {{#facts}}<dt>{{name}}</dt><dd>{{value}}</dd>
    {{/facts}}</dl>
    <p class="muted">A key with the role admin can change them.</p></section>
    {{/form}}<section aria-labelledby="join"><h2 id="join">Where people join</h2>
    <div class="link-and-code"><div class="link">
    <div class="copy"><label for="join-address"><span>Address to give out</span>
    <input type="text" id="join-address" value="{{url}}" readonly spellcheck="false" autocomplete="off"></label>
    <button type="button" class="button" data-copy="#join-address" hidden>Copy</button></div>
    {{#isOpen}}<p>Whoever opens it can become an advocate, and has a link and a page of their own at once. Whoever came by an
    advocate’s link before counts as brought in by that one.</p>
    <p><a href="{{url}}" target="_blank" rel="noopener">See the page</a></p>
    {{/isOpen}}{{^isOpen}}<p><span class="chip bad">closed</span> Whoever opens it reads that nobody new is taken in.</p>
    {{/isOpen}}</div><figure class="code">{{{qr}}}</figure></div></section>
    <section aria-labelledby="fixed"><h2 id="fixed">What stays</h2>
    <dl class="facts">
    <dt>Currency</dt><dd>{{currency}}: amounts are in it</dd>
    <dt>Since</dt><dd><time datetime="{{made.iso}}">{{made.text}}</time></dd>
    </dl></section>

    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    let facts =
      [
        Fact(name: "Name", value: program.name), Fact(name: "Links lead to", value: program.destination),
        Fact(name: "Ready to share", value: (program.shareText ?? .usual).text),
        Fact(name: "Heading of an e-mail", value: (program.shareSubject ?? .usualSubject).text),
      ]
      + program.attribution.words(for: reader).map { Fact(name: $0.name, value: $0.value) }
    return Self.template.render(
      Values(
        tabs: Tabs.settings(here: "/console/settings").html, currency: program.currency.code,
        made: reader.day(program.createdAt), form: form?.html, recount: recount?.html, pending: pending,
        isOpen: program.joining == .open,
        url: join.url, qr: join.qr.html(label: "QR code of \(join.url)"), facts: facts))
  }
}

extension AttributionSettings {
  /// Each setting in words.
  package func words(for reader: Reader) -> [(name: String, value: String)] {
    [
      ("Model", model), ("Window", "\(reader.number(windowDays)) days"),
      ("Half-life", "\(reader.number(halfLifeDays, decimals: 2)) days"),
      (
        "First, between, last",
        position.shares.map { reader.percent($0) }.joined(separator: ", ")
      ),
      ("Passes up to the recruiter", reader.percent(chainShare)),
      (
        "Renewals",
        renewalMonths.map { $0 == 0 ? "not credited" : "credited for \(reader.number($0)) months" }
          ?? "credited for ever"
      ),
      ("Exposures reach", exposureHops == 1 ? "1 hop" : "\(reader.number(exposureHops)) hops"),
      ("Exposures weigh", "\(reader.percent(exposureWeight)) of a click"),
      ("Exposures alone get at most", reader.percent(exposureShare)),
    ]
  }
}
