import Mustache
package import Referrals

/// A page that leads on to where an advocate shares by itself: forms may send to this service alone.
package struct GoOnPage: Sendable {
  private let title: String
  private let address: String
  private let back: String

  /// A page that leads to an address on a network.
  /// - Parameter back: where the advocate's page is.
  package init(to network: ShareNetwork, address: String, back: String) {
    title = network == .email ? "To your e-mail" : "To \(network.title)"
    self.address = address
    self.back = back
  }

  private static let template = Layout.template(
    """
    <h1>{{title}}</h1>
    <p class="buttons"><a class="button primary" href="{{address}}" rel="noopener noreferrer">Go on</a>
    <a class="button" href="{{back}}">Back to your page</a></p>

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
