import Mustache

/// What all pages have around them.
enum Layout {
  /// The templates by name, compiled once. A template that does not compile is a mistake in this target, found by its
  /// first test.
  static func template(_ text: String) -> MustacheTemplate {
    do {
      return try MustacheTemplate(string: text)
    } catch {
      preconditionFailure("a template does not compile: \(error)")
    }
  }

  private struct Frame {
    let title: String
    let content: String
  }

  private static let frame = template(
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>{{title}}</title>
    <style>
    :root { color-scheme: light dark; }
    body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1.0625rem/1.5 system-ui, sans-serif; }
    main { max-width: 32rem; padding: 2rem; text-align: center; }
    h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 0.75rem; }
    p { margin: 0.5rem 0; }
    </style>
    </head>
    <body>
    <main>
    {{{content}}}</main>
    </body>
    </html>

    """)

  /// A whole page around HTML.
  static func page(title: String, content: String) -> String {
    frame.render(Frame(title: title, content: content))
  }
}
