import Mustache

/// What stands below a list: the way to older rows, and the file.
package struct ListFoot: Sendable {
  /// Where older rows are; nil: there are none.
  package let next: String?
  /// What the way there says.
  package let nextTitle: String
  /// Where the newest are; nil: they are shown.
  package let first: String?
  /// Where the same rows are as a file.
  package let file: String?

  /// A foot from its parts.
  package init(next: String?, nextTitle: String = "Older", first: String? = nil, file: String?) {
    self.next = next
    self.nextTitle = nextTitle
    self.first = first
    self.file = file
  }

  private static let template = Layout.template(
    """
    <div class="table-foot"><p class="buttons">{{#first}}<a class="button small" href="{{first}}">Newest</a>{{/first}}\
    {{#next}}<a class="button small" href="{{next}}" rel="next">{{nextTitle}}</a>{{/next}}</p>
    {{#file}}<p><a href="{{file}}" download>Download as CSV</a></p>{{/file}}</div>

    """)

  /// The foot as HTML.
  var html: String { Self.template.render(self) }
}
