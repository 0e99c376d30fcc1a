import Mustache

/// Where somebody becomes an advocate.
package struct JoinPage: Sendable {
  /// What was typed.
  package struct Typed: Sendable {
    /// The name.
    package var name = ""
    /// The e-mail.
    package var email = ""
    /// Whether the box for taking part was ticked.
    package var agreed = false
    /// Whether the box for being named was ticked.
    package var named = false
    /// A random id of this filling in, so that sending it twice is sending it once.
    package var once: String
    /// The id of the click by which somebody came; empty for none.
    package var click: String

    /// Nothing typed yet.
    package init(once: String, click: String) {
      self.once = once
      self.click = click
    }
  }

  /// What is wrong with what was typed, field by field.
  package struct Faults: Sendable {
    /// With the name.
    package var name: String?
    /// With the e-mail.
    package var email: String?
    /// With the box for taking part.
    package var agreed: String?
    /// With the whole.
    package var all: String?

    /// Nothing is wrong.
    package init() {}

    /// Whether anything is.
    package var isEmpty: Bool { name == nil && email == nil && agreed == nil && all == nil }
  }

  /// The program's name.
  package var program: String
  /// Where the form is sent.
  package var path: String
  /// The first name of whoever brought them here, who agreed to be named; nil for nobody.
  package var host: String?
  /// Where the page of who joined from this browser before is; nil where nobody did.
  package var portal: String?
  /// What was typed.
  package var typed: Typed
  /// What is wrong with it.
  package var faults: Faults
  /// The words for taking part.
  package var wording: String
  /// The words for being named.
  package var namedWording: String

  /// A page from its parts.
  package init(
    program: String, path: String, host: String?, portal: String?, typed: Typed, faults: Faults = Faults(),
    wording: String, namedWording: String
  ) {
    self.program = program
    self.path = path
    self.host = host
    self.portal = portal
    self.typed = typed
    self.faults = faults
    self.wording = wording
    self.namedWording = namedWording
  }

  private static let template = Layout.template(
    """
    <h1>Share {{program}}</h1>
    {{#portal}}<p class="notice">You joined from this browser before. <a href="{{portal}}">Open your page</a></p>
    {{/portal}}<p>{{#host}}{{host}} sent you here. {{/host}}You get a link of your own. When people buy who came by \
    it, you see what you brought about, and {{program}} knows whom to thank.</p>
    {{#faults.all}}<p class="error" role="alert">{{faults.all}}</p>
    {{/faults.all}}<form method="post" action="{{path}}" class="stack" novalidate>
    <label><span>Your name</span>
    <input name="name" value="{{typed.name}}" autocomplete="name" required maxlength="200"{{#faults.name}} \
    aria-invalid="true" aria-describedby="name-fault"{{/faults.name}}></label>
    {{#faults.name}}<p class="error" id="name-fault" role="alert">{{faults.name}}</p>
    {{/faults.name}}<label><span>Your e-mail</span>
    <input name="email" type="email" value="{{typed.email}}" autocomplete="email" required maxlength="254"\
    {{#faults.email}} aria-invalid="true" aria-describedby="email-fault"{{/faults.email}}>
    <small>For {{program}} alone, to reach you about this.</small></label>
    {{#faults.email}}<p class="error" id="email-fault" role="alert">{{faults.email}}</p>
    {{/faults.email}}<div class="trap" aria-hidden="true"><label><span>Leave this empty</span>
    <input name="company_page" tabindex="-1" autocomplete="off"></label></div>
    <label class="check"><input type="checkbox" name="agreed" value="yes" required{{#typed.agreed}} checked\
    {{/typed.agreed}}{{#faults.agreed}} aria-invalid="true" aria-describedby="agreed-fault"{{/faults.agreed}}>\
    <span>{{wording}}</span></label>
    {{#faults.agreed}}<p class="error" id="agreed-fault" role="alert">{{faults.agreed}}</p>
    {{/faults.agreed}}<label class="check"><input type="checkbox" name="named" value="yes"{{#typed.named}} checked\
    {{/typed.named}}><span>{{namedWording}} <em class="muted">(if you like)</em></span></label>
    <input type="hidden" name="once" value="{{typed.once}}">
    <input type="hidden" name="rsn_click" value="{{typed.click}}">
    <p class="buttons"><button class="button primary">Get my link</button></p>
    </form>
    <p class="muted">No password, no account: you get a page of your own, whose address only you have. There you see and \
    download all that is held on you, and leave whenever you like.</p>

    """)

  /// The page as HTML.
  package var html: String { Layout.page(title: "Share \(program)", content: Self.template.render(self)) }
}
