import Mustache

/// A page with one table, and what it is limited to.
package struct ListingPage: Sendable {
  private let title: String
  private let tabs: Tabs
  private let intro: String
  private let filter: ListFilter?
  private let table: Listing
  private let foot: ListFoot

  /// A page from its table.
  package init(title: String, tabs: Tabs, intro: String, filter: ListFilter? = nil, table: Listing, foot: ListFoot) {
    self.title = title
    self.tabs = tabs
    self.intro = intro
    self.filter = filter
    self.table = table
    self.foot = foot
  }

  private struct Values {
    let title: String
    let tabs: String
    let intro: String
    let filter: String
    let table: String
    let foot: String
  }

  private static let template = Layout.template(
    """
    <h1>{{title}}</h1>
    {{{tabs}}}<p class="muted">{{intro}}</p>
    {{{filter}}}<section>
    {{{table}}}{{{foot}}}</section>

    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    Self.template.render(
      Values(
        title: title, tabs: tabs.html, intro: intro, filter: filter?.html ?? "", table: table.html(for: reader),
        foot: foot.html))
  }
}
