import Mustache

/// Where in the console a page is.
package enum ConsoleSection: String, CaseIterable, Sendable {
  case overview, advocates, reports, attribution, graph, webhooks, settings

  var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

  /// Where the section starts.
  package var path: String { self == .overview ? "/console" : "/console/\(rawValue)" }
}

/// What every page of the console has around it: where one is, who one is, and what has just been done.
package struct ConsoleFrame: Sendable {
  /// Of which section; nil for pages of none.
  package var section: ConsoleSection?
  /// The program's name.
  package var program: String
  /// The key somebody is signed in with, by name and last characters.
  package var actor: String
  /// What it may do.
  package var role: String
  /// Whether another program can be chosen.
  package var maySwitch: Bool
  /// What every form of the session carries.
  package var csrf: String
  /// What has just been done, said once.
  package var notice: String?

  /// A frame from its parts.
  package init(
    section: ConsoleSection?, program: String, actor: String, role: String, maySwitch: Bool, csrf: String,
    notice: String?
  ) {
    self.section = section
    self.program = program
    self.actor = actor
    self.role = role
    self.maySwitch = maySwitch
    self.csrf = csrf
    self.notice = notice
  }

  private struct Place {
    let title: String
    let path: String
    let isHere: Bool
  }

  private struct Values {
    let frame: ConsoleFrame
    let places: [Place]
  }

  private static let bar = Layout.template(
    """
    <a class="skip" href="#main">Skip to content</a>
    <header class="bar">
    <p class="brand"><a href="/console">Resonance</a> <span class="muted">{{frame.program}}</span></p>
    <nav aria-label="Console">
    <ul>
    {{#places}}<li><a href="{{path}}"{{#isHere}} aria-current="page"{{/isHere}}>{{title}}</a></li>
    {{/places}}</ul>
    </nav>
    <form method="post" action="/console/sign-out" class="who">
    <input type="hidden" name="csrf" value="{{frame.csrf}}">
    <span class="muted" title="{{frame.role}}">{{frame.actor}}</span>
    {{#frame.maySwitch}}<a href="/console/programs">Programs</a>
    {{/frame.maySwitch}}<button class="plain">Sign out</button>
    </form>
    </header>
    {{#frame.notice}}<p class="notice" role="status">{{frame.notice}}</p>
    {{/frame.notice}}
    """)

  /// A whole page around HTML made in this target.
  /// - Parameter scripts: names of built-in scripts that the page uses.
  package func page(title: String, content: String, scripts: [String] = []) -> String {
    let places = ConsoleSection.allCases.map { Place(title: $0.title, path: $0.path, isHere: $0 == section) }
    return Layout.page(
      title: "\(title) · \(program)", shape: .wide, before: Self.bar.render(Values(frame: self, places: places)),
      content: content, scripts: scripts)
  }
}
