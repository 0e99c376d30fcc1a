import Mustache
package import Referrals

/// What is held on an advocate, and what they can do about it.
package struct PortalData: Sendable {
  /// The name; nil where there is none.
  package var name: String?
  /// The e-mail that the program's company knows; nil where there is none.
  package var email: String?
  /// The e-mail as it was typed on joining; nil where there is none.
  package var typedEmail: String?
  /// Since when they are an advocate.
  package var since: Timestamp
  /// Whether they agreed to be named to those above and below them.
  package var isNamed: Bool
  /// The words that one agrees to.
  package var wording: String

  /// What is held, from its parts.
  package init(
    name: String?, email: String?, typedEmail: String?, since: Timestamp, isNamed: Bool, wording: String
  ) {
    self.name = name
    self.email = email
    self.typedEmail = typedEmail
    self.since = since
    self.isNamed = isNamed
    self.wording = wording
  }

  private struct Values {
    let path: String
    let name: String
    let email: String
    let iso: String
    let since: String
    let isNamed: Bool
    let wording: String
  }

  private static let template = Layout.template(
    """
    <section aria-labelledby="data">
    <h2 id="data">Your data</h2>
    <dl class="facts">
    <dt>Name</dt><dd>{{name}}</dd>
    <dt>E-mail</dt><dd>{{email}}</dd>
    <dt>With us since</dt><dd><time datetime="{{iso}}">{{since}}</time></dd>
    </dl>
    <details><summary>What is held on you</summary>
    <p>Your name and e-mail; your links, and when somebody came by one of them: at what time, from which page and with \
    which browser, and from which network, never the whole address. What people bought who came by your links or saw what \
    you posted, as far as it is credited to you. What you posted, where and when, if it is told. Who brought you in and \
    whom you brought in; whom you are known to follow, and who follows you. What you bought yourself, if the company tells \
    it. What you agreed to, and when. And what is worked out from all this: how many people you reach, and how much your \
    sharing does. The company has it, with the systems it works with, and nobody else; this page asks no other server for \
    anything.</p></details>
    <form method="post" action="{{path}}/name" class="consent">
    <p>{{wording}}</p>
    <p class="buttons">{{#isNamed}}<span class="chip good">You agreed</span> \
    <button class="button small" name="named" value="no">No longer</button>{{/isNamed}}\
    {{^isNamed}}<span class="chip">You are not named</span> \
    <button class="button small" name="named" value="yes">I agree</button>{{/isNamed}}</p>
    </form>
    <p class="buttons"><a class="button" href="{{path}}/export.json" download>Download all of it</a>
    <a class="button danger" href="{{path}}/leave">Leave the program …</a></p>
    <p class="muted">Keep the address of this page to yourself: whoever has it sees what you see. Should it \
    come into other hands, ask the company for another one: the old one leads nowhere from then on.</p>
    </section>

    """)

  func html(path: String, reader: Reader) -> String {
    let since = reader.day(since)
    let email = email ?? typedEmail.map { "\($0) (as you typed it)" }
    return Self.template.render(
      Values(
        path: path, name: name ?? "not known", email: email ?? "not known", iso: since.iso, since: since.text,
        isNamed: isNamed, wording: wording))
  }
}
