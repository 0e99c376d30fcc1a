import Mustache

/// Asks an advocate on which Mastodon server they are: there are many.
package struct MastodonPage: Sendable {
  private let path: String
  private let words: String
  private let server: String
  private let fault: String?

  /// A page from the words that are to be shared, and what was typed with what is wrong with it.
  /// - Parameter path: where the advocate's page is.
  package init(path: String, words: String, server: String, fault: String?) {
    self.path = path
    self.words = words
    self.server = server
    self.fault = fault
  }

  private static let template = Layout.template(
    """
    <h1>Your Mastodon server</h1>
    <form method="post" action="{{path}}/share" class="stack">
    <input type="hidden" name="network" value="mastodon">
    <input type="hidden" name="text" value="{{words}}">
    <label><span>Server</span>
    <input name="server" value="{{server}}" placeholder="mastodon.social" required autocapitalize="none" \
    spellcheck="false" inputmode="url" aria-describedby="server-hint{{#fault}} server-fault" aria-invalid="true{{/fault}}">
    <small id="server-hint">Where you sign in: what stands behind the second @ of your handle.</small></label>
    {{#fault}}<p class="error" id="server-fault" role="alert">{{fault}}</p>
    {{/fault}}<p class="buttons"><button class="button primary">Go on</button>
    <a class="button" href="{{path}}">Back to your page</a></p>
    </form>

    """)

  /// The page as HTML.
  package var html: String { Layout.page(title: "Your Mastodon server", content: Self.template.render(self)) }
}
