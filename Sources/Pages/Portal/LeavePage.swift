import Mustache

/// Where an advocate leaves a program: what that means, and the question whether they mean it.
package struct LeavePage: Sendable {
  /// The program's name.
  package let program: String
  /// Where the advocate's page is.
  package let path: String
  /// Whether the question was left open.
  package let isUnsure: Bool

  /// A page from its parts.
  package init(program: String, path: String, isUnsure: Bool = false) {
    self.program = program
    self.path = path
    self.isUnsure = isUnsure
  }

  private static let template = Layout.template(
    """
    <h1>Leave {{program}}</h1>
    <p>This is what happens, at once and for good:</p>
    <ul>
    <li>Your links stop working: whoever follows one reads that it is switched off.</li>
    <li>Nothing more is credited to you.</li>
    <li>Your name, your e-mail, the ids you go by, whom you follow and who follows you, what you agreed to and what your \
    posts said are erased. Sales and sums stay, without you.</li>
    <li>This page closes.</li>
    </ul>
    <p><strong>If {{program}} still owes you something, wait until it has come:</strong> afterwards nobody can tell that \
    it was yours. And <a href="{{path}}/export.json" download>download your data</a> first, if you want to keep it.</p>
    <form method="post" action="{{path}}/leave" class="stack">
    <label class="check"><input type="checkbox" name="sure" value="yes" required{{#isUnsure}} aria-invalid="true" \
    aria-describedby="unsure"{{/isUnsure}}><span>I want to leave, and know that this cannot be undone.</span></label>
    {{#isUnsure}}<p class="error" id="unsure" role="alert">Tick the box if you are sure.</p>
    {{/isUnsure}}<p class="buttons"><button class="button danger">Leave and erase my data</button>
    <a class="button" href="{{path}}">Stay</a></p>
    </form>

    """)

  /// The page as HTML.
  package var html: String { Layout.page(title: "Leave \(program)", content: Self.template.render(self)) }
}
