import Mustache

/// One field of a form, with what was typed into it and what was wrong with that.
package struct FormField: Sendable {
  /// One of the choices of a field.
  package struct Choice: Sendable {
    /// What is sent.
    package let value: String
    /// What is shown.
    package let title: String
    /// Whether it is chosen.
    package let isOn: Bool

    /// A choice from its parts.
    package init(_ value: String, _ title: String, isOn: Bool) {
      self.value = value
      self.title = title
      self.isOn = isOn
    }
  }

  /// What is entered.
  package enum Kind: Sendable {
    /// A line of text.
    case text
    /// Some lines of text, of so many characters at most.
    case lines(limit: Int)
    /// An address on the web.
    case address
    /// What nobody else is to read.
    case secret
    /// A number; with a unit after it.
    case number(unit: String)
    /// One of some.
    case choice([Choice])
    /// Any of some.
    case choices([Choice])
    /// Yes or no.
    case check(Bool)
    /// What goes along unseen.
    case hidden
    /// A file.
    case file
  }

  /// Its name.
  package let name: String
  /// What it asks for.
  package let label: String
  /// What is in it.
  package let value: String
  /// What is entered.
  package let kind: Kind
  /// More on what it asks for.
  package let hint: String?
  /// Whether it must be filled in.
  package let isRequired: Bool
  /// What is wrong with what was typed.
  package var fault: String?

  /// A field from its parts.
  package init(
    _ name: String, _ label: String, value: String = "", kind: Kind = .text, hint: String? = nil,
    isRequired: Bool = false
  ) {
    self.name = name
    self.label = label
    self.value = value
    self.kind = kind
    self.hint = hint
    self.isRequired = isRequired
  }

  private struct Values {
    let id: String
    let name: String
    let label: String
    let value: String
    let hint: String?
    let fault: String?
    let isRequired: Bool
    let described: String?
    var type = "text"
    var unit: String?
    var choices: [Choice] = []
    var isOn = false
    var attributes = ""
  }

  private static let messages = """
    {{#hint}}<small id="{{id}}-hint">{{hint}}</small>{{/hint}}{{#fault}}<small class="bad" id="{{id}}-fault">{{fault}}</small>{{/fault}}
    """

  private static let input = Layout.template(
    """
    <label for="{{id}}"><span>{{label}}{{#unit}} <em class="unit">({{unit}})</em>{{/unit}}</span>
    <input type="{{type}}" id="{{id}}" name="{{name}}" value="{{value}}"{{{attributes}}}{{#isRequired}} required{{/isRequired}}\
    {{#described}} aria-describedby="{{described}}"{{/described}}{{#fault}} aria-invalid="true"{{/fault}}>
    \(messages)</label>

    """)

  private static let area = Layout.template(
    """
    <label for="{{id}}"><span>{{label}}</span>
    <textarea id="{{id}}" name="{{name}}" rows="3"{{{attributes}}}{{#described}} aria-describedby="{{described}}"{{/described}}{{#fault}} aria-invalid="true"{{/fault}}>
    {{value}}</textarea>
    \(messages)</label>

    """)

  private static let select = Layout.template(
    """
    <label for="{{id}}"><span>{{label}}</span>
    <select id="{{id}}" name="{{name}}"{{#described}} aria-describedby="{{described}}"{{/described}}{{#fault}} aria-invalid="true"{{/fault}}>
    {{#choices}}<option value="{{value}}"{{#isOn}} selected{{/isOn}}>{{title}}</option>
    {{/choices}}</select>
    \(messages)</label>

    """)

  private static let boxes = Layout.template(
    """
    <fieldset{{#described}} aria-describedby="{{described}}"{{/described}}><legend>{{label}}</legend>
    {{#choices}}<label class="check"><input type="checkbox" name="{{name}}" value="{{value}}"{{#isOn}} checked{{/isOn}}><span>{{title}}</span></label>
    {{/choices}}\(messages)</fieldset>

    """)

  private static let box = Layout.template(
    """
    <div class="field"><label class="check" for="{{id}}"><input type="checkbox" id="{{id}}" name="{{name}}"{{#isOn}} checked{{/isOn}}\
    {{#described}} aria-describedby="{{described}}"{{/described}}><span>{{label}}</span></label>
    \(messages)</div>

    """)

  private static let hidden = Layout.template(
    """
    <input type="hidden" name="{{name}}" value="{{value}}">

    """)

  var isFile: Bool { if case .file = kind { true } else { false } }

  /// The field as HTML.
  /// - Parameter form: what tells it from fields of the same name in other forms of the page.
  func html(in form: String) -> String {
    let id = "\(form)-\(name)"
    let parts = [hint.map { _ in "\(id)-hint" }, fault.map { _ in "\(id)-fault" }].compactMap(\.self)
    var values = Values(
      id: id, name: name, label: label, value: value, hint: hint, fault: fault, isRequired: isRequired,
      described: parts.isEmpty ? nil : parts.joined(separator: " "))
    switch kind {
    case .text: return Self.input.render(values)
    case .lines(let limit):
      values.attributes = " maxlength=\"\(limit)\""
      return Self.area.render(values)
    case .address:
      values.type = "url"
      values.attributes = #" inputmode="url" spellcheck="false" autocapitalize="none""#
      return Self.input.render(values)
    case .secret:
      values.type = "password"
      values.attributes = #" autocomplete="off" spellcheck="false""#
      return Self.input.render(values)
    case .number(let unit):
      values.unit = unit.isEmpty ? nil : unit
      values.attributes = #" inputmode="decimal" autocomplete="off""#
      return Self.input.render(values)
    case .choice(let choices):
      values.choices = choices
      return Self.select.render(values)
    case .choices(let choices):
      values.choices = choices
      return Self.boxes.render(values)
    case .check(let isOn):
      values.isOn = isOn
      return Self.box.render(values)
    case .hidden: return Self.hidden.render(values)
    case .file:
      values.type = "file"
      return Self.input.render(values)
    }
  }
}
