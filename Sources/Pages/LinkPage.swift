import Mustache

/// What a person sees who followed a link that leads nowhere.
package enum LinkPage: CaseIterable, Sendable {
  /// No link has the code.
  case unknown
  /// The link was switched off.
  case disabled
  /// The link's time is up.
  case expired
  /// The link cannot be followed right now.
  case unavailable

  private struct Values {
    let title: String
    let message: String
    let advice: String
  }

  private static let template = Layout.template(
    """
    <h1>{{title}}</h1>
    <p>{{message}}</p>
    <p>{{advice}}</p>

    """)

  /// The page as HTML.
  package var html: String {
    let values = values
    return Layout.page(title: values.title, content: Self.template.render(values))
  }

  private var values: Values {
    switch self {
    case .unknown:
      Values(
        title: "This link leads nowhere", message: "There is no page behind this address.",
        advice: "Perhaps a letter was lost on the way: ask the person who shared it to send it again.")
    case .disabled:
      Values(
        title: "This link is switched off", message: "It worked once, and no longer does.",
        advice: "Ask the person who shared it for a new one.")
    case .expired:
      Values(
        title: "This link has expired", message: "It was good for a limited time, which is over.",
        advice: "Ask the person who shared it for a new one.")
    case .unavailable:
      Values(
        title: "Just a moment", message: "Too much is going on here right now.",
        advice: "Please try the link again in a few seconds.")
    }
  }
}
