import Mustache

/// Where somebody shows a key to come into the console.
package struct SignInPage: Sendable {
  /// Where they wanted to go.
  package let next: String
  /// What was wrong with the key shown; nil at first.
  package let fault: String?

  /// A page from where it leads, and what went wrong before.
  package init(next: String, fault: String? = nil) {
    self.next = next
    self.fault = fault
  }

  private static let template = Layout.template(
    """
    <h1>Sign in</h1>
    <form method="post" action="/console/sign-in" class="stack">
    <input type="hidden" name="next" value="{{next}}">
    <label><span>API key</span>
    <input type="password" name="key" autocomplete="current-password" required spellcheck="false" autofocus{{#fault}}\
     aria-describedby="fault" aria-invalid="true"{{/fault}}></label>
    {{#fault}}<p class="error" id="fault" role="alert">{{fault}}</p>
    {{/fault}}<p class="buttons"><button class="button primary">Sign in</button></p>
    </form>
    <p class="muted">A program’s key shows that program. The first start of the service wrote its admin key, which shows
    every program, to <code>admin.key</code> in the data directory.</p>

    """)

  /// The page as HTML.
  package var html: String { Layout.page(title: "Sign in · Resonance", content: Self.template.render(self)) }
}
