import Mustache

/// A form of the console: what it asks for, and what it does.
package struct ConsoleForm: Sendable {
  /// How much weight its button has.
  package enum Weight: String, Sendable {
    case primary
    case plain = ""
    case danger
  }

  /// Where it is sent.
  package let action: String
  /// The session's token.
  package let csrf: String
  /// What it asks for.
  package var fields: [FormField]
  /// What its button says.
  package let button: String
  /// How much weight that has.
  package let weight: Weight
  /// Whether its fields stand side by side where there is room.
  package var isWide = false
  /// What was wrong with it as a whole.
  package var fault: String?

  /// A form from its parts.
  package init(
    action: String, csrf: String, fields: [FormField] = [], button: String, weight: Weight = .primary
  ) {
    self.action = action
    self.csrf = csrf
    self.fields = fields
    self.button = button
    self.weight = weight
  }

  /// Says what was wrong: at the field at fault where the form has it, else above them all.
  package mutating func say(_ message: String, of field: String?) {
    guard let field, let index = fields.firstIndex(where: { $0.name == field }) else {
      fault = message
      return
    }
    fields[index].fault = message
    fault = "\(fields[index].label): \(message)"
  }

  private struct Values {
    let action: String
    let csrf: String
    let fields: String
    let button: String
    let weight: String
    let isWide: Bool
    let hasFile: Bool
    let fault: String?
  }

  private static let template = Layout.template(
    """
    <form method="post" action="{{action}}"{{#hasFile}} enctype="multipart/form-data"{{/hasFile}} class="stack{{#isWide}} wide{{/isWide}}">
    <input type="hidden" name="csrf" value="{{csrf}}">
    {{#fault}}<p class="error" role="alert">{{fault}}</p>
    {{/fault}}{{{fields}}}<p class="buttons"><button class="button {{weight}}">{{button}}</button></p>
    </form>

    """)

  /// The form as HTML.
  package var html: String {
    let name = action.split(separator: "/").last.map(String.init) ?? "form"
    return Self.template.render(
      Values(
        action: action, csrf: csrf, fields: fields.map { $0.html(in: name) }.joined(), button: button,
        weight: weight.rawValue, isWide: isWide, hasFile: fields.contains(where: \.isFile),
        fault: fault))
  }
}
