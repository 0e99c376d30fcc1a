import Mustache

/// What a list is limited to, as a form above it.
package struct ListFilter: Sendable {
  /// A field with choices.
  package struct Select: Sendable {
    let name: String
    let label: String
    let choices: [FormField.Choice]

    /// A select from its choices; the first stands for all.
    package init(
      _ name: String, _ label: String, all: String, _ choices: [(value: String, title: String)], chosen: String?
    ) {
      self.name = name
      self.label = label
      self.choices =
        [FormField.Choice("", all, isOn: chosen == nil)]
        + choices.map { FormField.Choice($0.value, $0.title, isOn: $0.value == chosen) }
    }
  }

  /// A field for a text or a day.
  package struct Entry: Sendable {
    let name: String
    let label: String
    let value: String
    let type: String
    let hint: String?

    /// A field from what it asks for.
    package init(_ name: String, _ label: String, value: String?, type: String = "search", hint: String? = nil) {
      self.name = name
      self.label = label
      self.value = value ?? ""
      self.type = type
      self.hint = hint
    }
  }

  private let path: String
  private let entries: [Entry]
  private let selects: [Select]
  /// What was wrong with what was looked for.
  private let fault: String?
  /// Whether it limits anything.
  package let isSet: Bool

  /// A filter of the list at a path.
  package init(path: String, entries: [Entry], selects: [Select] = [], fault: String? = nil) {
    self.path = path
    self.entries = entries
    self.selects = selects
    self.fault = fault
    isSet = entries.contains { !$0.value.isEmpty } || selects.contains { !($0.choices.first?.isOn ?? true) }
  }

  private static let template = Layout.template(
    """
    <form class="filter" method="get" action="{{path}}" role="search">
    {{#entries}}<label><span>{{label}}</span><input type="{{type}}" name="{{name}}" value="{{value}}"{{#hint}} placeholder="{{hint}}"{{/hint}} maxlength="200"></label>
    {{/entries}}{{#selects}}<label><span>{{label}}</span><select name="{{name}}">
    {{#choices}}<option value="{{value}}"{{#isOn}} selected{{/isOn}}>{{title}}</option>
    {{/choices}}</select></label>
    {{/selects}}<p class="buttons"><button class="button">Search</button>{{#isSet}}<a href="{{path}}">Clear</a>{{/isSet}}</p>
    </form>
    {{#fault}}<p class="error" role="alert">{{fault}}</p>
    {{/fault}}
    """)

  /// The form as HTML.
  var html: String { Self.template.render(self) }
}
