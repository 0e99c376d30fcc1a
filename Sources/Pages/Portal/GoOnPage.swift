import Mustache

/// A page that leads on to a server of somebody's choice by itself: forms may send to this service alone.
package struct GoOnPage: Sendable {
  /// What is there.
  package let title: String
  /// Where it leads.
  package let address: String

  /// A page from its parts.
  package init(title: String, address: String) {
    self.title = title
    self.address = address
  }

  private static let template = Layout.template(
    """
    <h1>{{title}}</h1>
    <p><a class="button primary" href="{{address}}" rel="noopener noreferrer">Go on</a></p>

    """)
  private static let head = Layout.template(
    """
    <meta http-equiv="refresh" content="0; url={{address}}">

    """)

  /// The page as HTML.
  package var html: String {
    Layout.page(title: title, content: Self.template.render(self), head: Self.head.render(self))
  }
}
