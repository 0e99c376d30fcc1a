import Mustache

/// What all pages have around them.
enum Layout {
  /// The templates by name, compiled once. A template that does not compile is a mistake in this target, found by its
  /// first test.
  static func template(_ text: String) -> MustacheTemplate {
    _ = Escaping.registered
    do {
      return try MustacheTemplate(string: "{{% CONTENT_TYPE:\(Escaping.name)}}" + text)
    } catch {
      preconditionFailure("a template does not compile: \(error)")
    }
  }

  /// How a page uses its window.
  enum Shape: String {
    /// A few words in the middle.
    case note
    /// A column to read on a phone.
    case column
    /// All of it.
    case wide
  }

  private struct Frame {
    let title: String
    let shape: String
    let before: String
    let content: String
    let styles: String
    let scripts: [String]
    let head: String
  }

  private static let frame = template(
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <meta name="color-scheme" content="light dark">
    <title>{{title}}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="{{styles}}">
    {{#scripts}}<script src="{{.}}" defer></script>
    {{/scripts}}{{{head}}}</head>
    <body class="{{shape}}">
    {{{before}}}<main id="main">
    {{{content}}}</main>
    </body>
    </html>

    """)

  /// A whole page around HTML.
  /// - Parameters:
  ///   - content: HTML made in this target.
  ///   - before: HTML that comes before the page's main part.
  ///   - scripts: names of scripts beside the one that all pages have.
  ///   - head: HTML for the head.
  static func page(
    title: String, shape: Shape = .note, before: String = "", content: String, scripts: [String] = [], head: String = ""
  ) -> String {
    frame.render(
      Frame(
        title: title, shape: shape.rawValue, before: before, content: content, styles: Asset.path("site.css"),
        scripts: Asset.paths(ofScripts: ["site.js"] + scripts), head: head))
  }
}
