import Mustache

/// What pages of deliveries have in common: a search, a list of which some may be chosen, and buttons that let these or
/// all of a kind go again.
struct ReplayList {
  /// A button that lets deliveries go again.
  struct Choice {
    /// What is sent as `which`.
    let which: String
    let title: String
  }

  /// The page's heading.
  let title: String
  /// Where the list is; its replays are behind it.
  let path: String
  let filter: ListFilter
  let table: Listing
  let foot: ListFoot
  /// What replays the boxes that are ticked.
  let chosen: String
  /// What replays all of a kind; nil where there is none of it.
  let all: Choice?
  /// Whether the reader may replay anything.
  let mayReplay: Bool
  let csrf: String

  private struct Values {
    let title: String
    let path: String
    let tabs: String
    let filter: String
    let table: String
    let foot: String
    let csrf: String
    let chosen: String
    let all: Choice?
    let mayReplay: Bool
  }

  private static let template = Layout.template(
    """
    <h1>{{title}}</h1>
    {{{tabs}}}{{{filter}}}<section>
    <form method="post" action="{{path}}/replay">
    <input type="hidden" name="csrf" value="{{csrf}}">
    {{{table}}}{{#mayReplay}}<p class="buttons"><button class="button primary" name="which" value="chosen">{{chosen}}</button>\
    {{#all}}<button class="button" name="which" value="{{which}}">{{title}}</button>{{/all}}</p>
    {{/mayReplay}}</form>
    {{{foot}}}</section>

    """)

  /// The page as HTML.
  func html(for reader: Reader) -> String {
    Self.template.render(
      Values(
        title: title, path: path, tabs: Tabs.webhooks(here: path).html, filter: filter.html,
        table: table.html(for: reader), foot: foot.html, csrf: csrf, chosen: chosen, all: all,
        mayReplay: mayReplay && !table.rows.isEmpty))
  }
}
