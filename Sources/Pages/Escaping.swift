import Mustache

/// Makes text part of HTML. Mustache's own way looks at whole characters, and lets a quotation mark pass that a combining
/// mark follows: a name could leave its attribute.
struct Escaping: MustacheContentType {
  /// By what templates name it.
  static let name = "PAGE"

  /// Tells Mustache of it, once.
  static let registered: Void = MustacheContentTypes.register(Escaping(), named: name)

  func escapeText(_ text: String) -> String { Markup.text(text) }
}
