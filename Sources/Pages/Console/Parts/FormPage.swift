import Mustache

/// A page with one form: to add something.
package struct FormPage: Sendable {
  private let title: String
  private let tabs: Tabs
  private let intro: String
  private let form: ConsoleForm
  private let back: String

  /// A page from its form, and where one goes who does not fill it in.
  package init(title: String, tabs: Tabs, intro: String, form: ConsoleForm, back: String) {
    self.title = title
    self.tabs = tabs
    self.intro = intro
    self.form = form
    self.back = back
  }

  private struct Values {
    let title: String
    let tabs: String
    let intro: String
    let form: String
    let back: String
  }

  private static let template = Layout.template(
    """
    <h1>{{title}}</h1>
    {{{tabs}}}<section class="narrow">
    <p>{{intro}}</p>
    {{{form}}}<p><a href="{{back}}">Back without changing anything</a></p>
    </section>

    """)

  /// The page as HTML.
  package var content: String {
    Self.template.render(Values(title: title, tabs: tabs.html, intro: intro, form: form.html, back: back))
  }
}

/// A page that shows a key or a secret, this once.
package struct SecretPage: Sendable {
  private let title: String
  private let tabs: String
  private let message: String
  private let label: String
  private let secret: String
  private let next: String

  /// A page from what it shows, and where one goes on.
  package init(title: String, tabs: Tabs, message: String, label: String, secret: String, next: String) {
    self.title = title
    self.tabs = tabs.html
    self.message = message
    self.label = label
    self.secret = secret
    self.next = next
  }

  private static let template = Layout.template(
    """
    <h1>{{title}}</h1>
    {{{tabs}}}<section class="narrow">
    <p class="notice" role="status">{{message}}</p>
    <label for="secret"><span>{{label}}</span>
    <input type="text" id="secret" value="{{secret}}" readonly spellcheck="false" autocomplete="off"></label>
    <p class="buttons"><button type="button" class="button primary" data-copy="#secret" hidden>Copy</button> <a class="button" href="{{next}}">I have kept it</a></p>
    <p class="muted">It is shown this once. Should it be lost, make another.</p>
    </section>

    """)

  /// The page as HTML.
  package var content: String { Self.template.render(self) }
}
