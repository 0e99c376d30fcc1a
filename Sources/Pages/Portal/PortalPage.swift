import Mustache
import Referrals

/// An advocate's own page: their link, what came of it, whom it reached, and what is held on them.
package struct PortalPage: Sendable {
  /// The program's name.
  package var program: String
  /// The advocate's name; nil where it is not known.
  package var name: String?
  /// Where the page is, without the service's address.
  package var path: String
  /// The advocate's link.
  package var link: String
  /// What is said with it, ready to be changed.
  package var text: String
  /// The link as a QR code.
  package var qr: QRPicture
  /// Whether the advocate earns nothing at present.
  package var isPaused: Bool
  /// What came of it.
  package var results: PortalResults
  /// Whom the advocate brought in.
  package var ripple: PortalRipple
  /// How far the advocate's shares reach; nil where that has not been worked out yet.
  package var reach: PortalReach?
  /// What is held on the advocate.
  package var data: PortalData
  /// What was just done; nil for nothing.
  package var notice: String?
  /// For whom it is written.
  package var reader: Reader

  /// A page from its parts.
  package init(
    program: String, name: String?, path: String, link: String, text: String, qr: QRPicture, isPaused: Bool,
    results: PortalResults, ripple: PortalRipple, reach: PortalReach?, data: PortalData, notice: String?,
    reader: Reader
  ) {
    self.program = program
    self.name = name
    self.path = path
    self.link = link
    self.text = text
    self.qr = qr
    self.isPaused = isPaused
    self.results = results
    self.ripple = ripple
    self.reach = reach
    self.data = data
    self.notice = notice
    self.reader = reader
  }

  private struct Values {
    let program: String
    let greeting: String
    let path: String
    let link: String
    let words: String
    let qr: String
    let isPaused: Bool
    let notice: String?
    let results: String
    let ripple: String
    let reach: String
    let data: String
  }

  private static let template = Layout.template(
    """
    <header class="hello"><p class="muted">{{program}}</p>
    <h1>{{greeting}}</h1></header>
    {{#notice}}<p class="notice" role="status">{{notice}}</p>
    {{/notice}}{{#isPaused}}<p class="error">You are paused: your links still work, and nothing that happens now is \
    credited to you. {{program}} can tell you more.</p>
    {{/isPaused}}<section class="share" aria-labelledby="your-link">
    <h2 id="your-link">Your link</h2>
    <div class="link-and-code">
    <div class="link">
    <label><span class="hidden-text">Your link</span><input id="link" value="{{link}}" readonly spellcheck="false" \
    autocomplete="off"></label>
    <p class="buttons"><button class="button primary" type="button" data-copy="#link" hidden>Copy link</button>
    <button class="button" type="button" data-share="{{path}}/share" data-words="#words" hidden>Share …</button></p>
    <p class="muted">Whoever comes by it counts for you.</p>
    </div>
    <figure class="code">{{{qr}}}
    <figcaption><a href="{{path}}/qr.png" download>PNG</a> · <a href="{{path}}/qr.svg" download>SVG</a></figcaption></figure>
    </div>
    <h3>Share it in one tap</h3>
    {{{words}}}<p class="muted">Each of these has a link of its own, so that you see below what works best.</p>
    </section>
    {{{results}}}{{{ripple}}}{{{reach}}}{{{data}}}
    """)

  /// The page as HTML.
  package var html: String {
    let values = Values(
      program: program, greeting: name.map { "Hello, \($0)" } ?? "Your page", path: path, link: link,
      words: OwnWords(text, path: path).html,
      qr: qr.html(label: "QR code of \(link)"), isPaused: isPaused, notice: notice,
      results: results.html(reader: reader), ripple: ripple.html(reader: reader),
      reach: reach?.html(reader: reader) ?? "", data: data.html(path: path, reader: reader))
    return Layout.page(
      title: "Your page · \(program)", shape: .column, content: Self.template.render(values),
      scripts: ["portal.js", "chart.js"] + (ripple.isDrawn ? ["ripple.js"] : []))
  }
}
