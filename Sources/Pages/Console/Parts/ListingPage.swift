import Mustache

/// A page with one table, and what it is limited to.
package struct ListingPage: Sendable {
  private let title: String
  private let tabs: Tabs
  private let intro: String
  private let filter: ListFilter?
  private let action: (title: String, path: String)?
  private let table: Listing
  private let foot: ListFoot

  /// A page from its table, and what may be begun there.
  package init(
    title: String, tabs: Tabs, intro: String, filter: ListFilter? = nil, action: (title: String, path: String)? = nil,
    table: Listing, foot: ListFoot
  ) {
    self.title = title
    self.tabs = tabs
    self.intro = intro
    self.filter = filter
    self.action = action
    self.table = table
    self.foot = foot
  }

  private struct Values {
    let title: String
    let tabs: String
    let intro: String
    let filter: String
    let action: Action?
    let table: String
    let foot: String
  }

  private struct Action {
    let title: String
    let path: String
  }

  private static let template = Layout.template(
    """
    <h1>{{title}}</h1>
    {{{tabs}}}<p class="muted">{{intro}}</p>
    {{#action}}<p class="buttons"><a class="button" href="{{path}}">{{title}}</a></p>
    {{/action}}{{{filter}}}<section>
    {{{table}}}{{{foot}}}</section>

    """)

  /// The page as HTML.
  package func content(for reader: Reader) -> String {
    Self.template.render(
      Values(
        title: title, tabs: tabs.html, intro: intro, filter: filter?.html ?? "",
        action: action.map { Action(title: $0.title, path: $0.path) }, table: table.html(for: reader),
        foot: foot.html))
  }
}
