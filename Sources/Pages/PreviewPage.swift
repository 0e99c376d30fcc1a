import Mustache
package import Referrals

/// What a social network is given in the place of a redirect, to show where somebody shares a link. Whoever sees it all
/// the same can go on.
package struct PreviewPage: Sendable {
  private let preview: LinkPreview
  private let link: String

  /// A page.
  /// - Parameter link: the address that was shared: a person who goes there is sent on.
  package init(_ preview: LinkPreview, link: String) {
    self.preview = preview
    self.link = link
  }

  private static let head = Layout.template(
    """
    <meta property="og:type" content="website">
    <meta property="og:title" content="{{preview.title}}">
    <meta property="og:url" content="{{link}}">
    {{#preview.description}}<meta property="og:description" content="{{.}}">
    <meta name="description" content="{{.}}">
    {{/preview.description}}{{#preview.image}}<meta property="og:image" content="{{.}}">
    <meta name="twitter:card" content="summary_large_image">
    {{/preview.image}}
    """)

  private static let content = Layout.template(
    """
    <h1>{{preview.title}}</h1>
    {{#preview.description}}<p>{{.}}</p>
    {{/preview.description}}<p><a class="button primary" rel="noreferrer" href="{{link}}">Go on</a></p>

    """)

  /// The page as HTML.
  package var html: String {
    Layout.page(title: preview.title, content: Self.content.render(self), head: Self.head.render(self))
  }
}
