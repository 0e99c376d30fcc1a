import Mustache

/// A few words: what happened, and what to do next.
package struct MessagePage: Sendable {
  /// What happened.
  package let title: String
  /// More of it.
  package let message: String
  /// Where to go on; nil where there is nowhere.
  package let next: Action?

  /// A link to go on.
  package struct Action: Sendable {
    let title: String
    let path: String

    /// A link from what it says and where it leads.
    package init(title: String, path: String) {
      self.title = title
      self.path = path
    }
  }

  /// A page from its words.
  package init(title: String, message: String, next: Action? = nil) {
    self.title = title
    self.message = message
    self.next = next
  }

  private static let template = Layout.template(
    """
    <h1>{{title}}</h1>
    <p>{{message}}</p>
    {{#next}}<p><a class="button" href="{{path}}">{{title}}</a></p>
    {{/next}}
    """)

  /// The page as HTML.
  package var html: String { Layout.page(title: title, content: content) }

  /// Without what pages have around them.
  package var content: String { Self.template.render(self) }
}
