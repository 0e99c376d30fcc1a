import Mustache
package import Referrals

/// The keys of a program: what opens it, and how far.
package struct KeysPage: Sendable {
  /// A key.
  package struct Row: Sendable {
    let id: String
    let name: String
    let hint: String
    let role: Role
    let madeAt: Timestamp
    let revokedAt: Timestamp?

    /// A row from what is known of a key.
    package init(id: String, name: String, hint: String, role: Role, madeAt: Timestamp, revokedAt: Timestamp?) {
      self.id = id
      self.name = name
      self.hint = hint
      self.role = role
      self.madeAt = madeAt
      self.revokedAt = revokedAt
    }
  }

  private let rows: [Row]
  private let make: ConsoleForm?
  private let csrf: String
  private let fault: String?

  /// A page from the keys, and the form that makes one, where its reader may.
  package init(rows: [Row], make: ConsoleForm?, csrf: String, fault: String? = nil) {
    self.rows = rows
    self.make = make
    self.csrf = csrf
    self.fault = fault
  }

  /// The keys.
  package var table: Listing {
    Listing(
      caption: "Keys",
      columns: [
        .init("Name", "name"), .init("Ends in", "hint"), .init("Role", "role"), .init("Made", "created_at"),
        .init("Taken back", "revoked_at"),
      ],
      rows: rows.map { row in
        .init([
          .text(row.name), .code("…\(row.hint)"), .chip(row.role.rawValue, .plain), .time(row.madeAt),
          .time(row.revokedAt),
        ])
      }, empty: "There are no keys.")
  }

  private struct Revocation {
    let id: String
    let title: String
  }

  private struct Values {
    let tabs: String
    let table: String
    let foot: String
    let make: String?
    let csrf: String
    let fault: String?
    let revocations: [Revocation]
    let mayRevoke: Bool
  }

  private static let template = Layout.template(
    """
    <h1>Keys</h1>
    {{{tabs}}}{{#fault}}<p class="error" role="alert">{{fault}}</p>
    {{/fault}}<section aria-labelledby="list"><h2 id="list">Keys of this program</h2>
    <p class="muted">Only a hash of each is kept. <strong>read</strong> sees everything but secrets; <strong>operate</strong> also sends what happened, replays, tests and recounts; <strong>admin</strong> also changes settings, keys and secrets. <strong>public</strong> is for the script on your pages: it tells of leads, and does nothing else.</p>
    {{{table}}}{{{foot}}}</section>
    {{#make}}<div class="split"><section aria-labelledby="make"><h2 id="make">Make a key</h2>
    {{{make}}}</section>
    {{#mayRevoke}}<section aria-labelledby="revoke"><h2 id="revoke">Take a key back</h2>
    <p>It opens nothing from then on, and whoever is signed in by it is out.</p>
    <form method="post" action="/console/settings/keys/revoke" class="stack"><input type="hidden" name="csrf" value="{{csrf}}">
    <label for="revoke-key"><span>Key</span><select id="revoke-key" name="key">
    {{#revocations}}<option value="{{id}}">{{title}}</option>
    {{/revocations}}</select></label>
    <p class="buttons"><button class="button danger">Take it back</button></p></form></section>{{/mayRevoke}}</div>
    {{/make}}
    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    let revocations = rows.filter { $0.revokedAt == nil }.map {
      Revocation(id: $0.id, title: "\($0.name) …\($0.hint) (\($0.role.rawValue))")
    }
    return Self.template.render(
      Values(
        tabs: Tabs.settings(here: "/console/settings/keys").html, table: table.html(for: reader),
        foot: ListFoot(next: nil, file: "/console/settings/keys.csv").html, make: make?.html, csrf: csrf,
        fault: fault, revocations: revocations, mayRevoke: !revocations.isEmpty))
  }
}
