import Mustache

/// The pages of one section, one beside the other.
package struct Tabs: Sendable {
  private struct Tab {
    let title: String
    let path: String
    let isHere: Bool
  }

  private let name: String
  private let tabs: [Tab]

  /// Tabs by what they say and where they lead.
  package init(_ name: String, _ tabs: KeyValuePairs<String, String>, here: String) {
    self.name = name
    self.tabs = tabs.map { Tab(title: $0.key, path: $0.value, isHere: $0.value == here) }
  }

  /// The webhooks' pages.
  package static func webhooks(here: String) -> Tabs {
    Tabs(
      "Webhooks",
      [
        "Sources and endpoints": "/console/webhooks", "Inbox": "/console/webhooks/inbox",
        "Sent": "/console/webhooks/sent", "Work": "/console/work",
      ], here: here)
  }

  /// The settings' pages.
  package static func settings(here: String) -> Tabs {
    Tabs(
      "Settings",
      [
        "Program": "/console/settings", "Keys": "/console/settings/keys", "Secrets": "/console/settings/secrets",
        "Audit log": "/console/settings/audit", "Work": "/console/work",
      ], here: here)
  }

  private static let template = Layout.template(
    """
    <nav class="tabs" aria-label="{{name}}">{{#tabs}}<a href="{{path}}"{{#isHere}} aria-current="page"{{/isHere}}>{{title}}</a>{{/tabs}}</nav>

    """)

  /// The tabs as HTML.
  var html: String { Self.template.render(self) }
}
