import Mustache
import Referrals

/// Whom an advocate brought in, and whom those did.
package struct PortalRipple: Sendable {
  private let children: [RipplePicture.Node]
  private let generations: [Int64]
  private let buyers: Int64

  /// A ripple.
  /// - Parameters:
  ///   - children: those whom the advocate brought in, with those whom they did: as many as the picture holds.
  ///   - generations: how many share too, by how many others lie between, all counted.
  ///   - buyers: how many bought, all counted.
  package init(children: [RipplePicture.Node], generations: [Int64], buyers: Int64) {
    self.children = children
    self.generations = generations
    self.buyers = buyers
  }

  /// Whether there is a picture.
  var isDrawn: Bool { !children.isEmpty && generations.reduce(0, +) + buyers > 0 }

  private struct Values {
    let isEmpty: Bool
    let summary: String
    let picture: String
    let lines: [RippleText.Line]
    let isPart: Bool
    let shown: String
  }

  private static let template = Layout.template(
    """
    <section aria-labelledby="ripple">
    <h2 id="ripple">Your ripple</h2>
    {{#isEmpty}}<p class="empty">Everybody who buys or starts to share through you appears here, and so do those whom \
    they bring in.</p>
    {{/isEmpty}}{{^isEmpty}}<p>{{summary}}</p>
    <figure class="ripple">{{{picture}}}<figcaption><span class="key sharer">shares too</span> \
    <span class="key buyer">bought</span></figcaption></figure>
    {{#isPart}}<p class="muted">The picture holds the {{shown}} nearest.</p>
    {{/isPart}}<details class="figures"><summary>In words</summary>
    <dl class="facts">
    {{#lines}}<dt>{{by}}</dt><dd>{{whom}}</dd>
    {{/lines}}</dl></details>
    <p class="muted">Only those who agreed to it are shown by their first name; everybody else is a dot.</p>
    {{/isEmpty}}</section>

    """)

  func html(reader: Reader) -> String {
    let sharers = generations.reduce(0, +)
    let shown = Int64(Self.count(children))
    let picture = RipplePicture(title: "Your ripple: \(summary(reader))", center: "You", children: children)
    return Self.template.render(
      Values(
        isEmpty: sharers + buyers == 0, summary: summary(reader),
        picture: children.isEmpty ? "" : picture.html, lines: RippleText(children, reader: reader).lines,
        isPart: shown < sharers + buyers, shown: reader.number(shown)))
  }

  private func summary(_ reader: Reader) -> String {
    func people(_ count: Int64) -> String { count == 1 ? "1 person" : "\(reader.number(count)) people" }
    var parts: [String] = []
    if let first = generations.first, first > 0 {
      let more = generations.dropFirst().reduce(0, +)
      parts.append(
        "You brought in \(people(first)) who \(first == 1 ? "shares" : "share") too\(more > 0 ? ", and they brought in \(reader.number(more)) more" : "")."
      )
    }
    if buyers > 0 { parts.append("\(people(buyers)) bought through you\(generations.isEmpty ? "" : " and them").") }
    return parts.joined(separator: " ")
  }

  private static func count(_ nodes: [RipplePicture.Node]) -> Int { nodes.reduce(0) { $0 + 1 + count($1.children) } }
}
