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

  private let program: Program
  private let form: ConsoleForm?
  private let recount: ConsoleForm?
  private let pending: Pending?

  /// A page from what it shows; forms are left out where its reader may not send them.
  package init(program: Program, form: ConsoleForm?, recount: ConsoleForm?, pending: Pending?) {
    self.program = program
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
    {{/form}}<section aria-labelledby="fixed"><h2 id="fixed">What stays</h2>
    <dl class="facts">
    <dt>Currency</dt><dd>{{currency}}: amounts are in it</dd>
    <dt>Since</dt><dd><time datetime="{{made.iso}}">{{made.text}}</time></dd>
    </dl></section>

    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    let facts =
      [Fact(name: "Name", value: program.name), Fact(name: "Links lead to", value: program.destination)]
      + program.attribution.words(for: reader).map { Fact(name: $0.name, value: $0.value) }
    return Self.template.render(
      Values(
        tabs: Tabs.settings(here: "/console/settings").html, currency: program.currency.code,
        made: reader.day(program.createdAt), form: form?.html, recount: recount?.html, pending: pending, facts: facts))
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
