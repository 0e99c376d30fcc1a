import Foundation

/// Whom somebody brought in, and whom those did: rings around the one in the middle, each as far out as people lie
/// between. Those who may be named have the first letter of their name, and their first name when pointed at; all others
/// are dots.
package struct RipplePicture: Sendable {
  /// What somebody did.
  package enum Part: Sendable {
    /// Shares too.
    case sharer
    /// Bought.
    case buyer
  }

  /// Somebody who was brought in.
  package struct Node: Sendable {
    let part: Part
    let name: String?
    let children: [Node]

    /// Somebody from what they did, their name where they may be named, and those whom they brought in.
    package init(_ part: Part, name: String?, children: [Node] = []) {
      self.part = part
      self.name = name.flatMap(Self.firstName)
      self.children = children
    }

    /// The first word of a name, and no more of it than fits.
    private static func firstName(_ name: String) -> String? {
      guard let word = name.split(whereSeparator: \.isWhitespace).first else { return nil }
      return word.count > 24 ? "\(word.prefix(23))…" : String(word)
    }
  }

  private let title: String
  private let center: String
  private let children: [Node]

  /// A picture of those around somebody.
  /// - Parameters:
  ///   - title: what it shows.
  ///   - center: what is written in the middle, a word.
  package init(title: String, center: String, children: [Node]) {
    self.title = title
    self.center = center
    self.children = children
  }

  private struct Spot {
    let node: Node
    let depth: Int
    let angle: Double
    /// How much of the circle is for it and those behind it.
    let span: Double
    let parent: Int?
  }

  private static let reach = 180.0

  /// The picture as SVG.
  package var html: String {
    let spots = spots
    let depth = max(spots.map(\.depth).max() ?? 1, 1)
    let step = (Self.reach - 14) / Double(depth)
    func radius(_ spot: Spot) -> Double {
      let room = spot.span * step * Double(spot.depth)
      let largest = spot.node.part == .sharer ? 13.0 : 6
      return min(largest, step * 0.42, max(1.6, room * 0.42))
    }
    // How many each brought in, the one in the middle first and then ring by ring, as the dots come: what it takes to tell
    // a script who is behind whom.
    var counts = [children.count] + spots.map(\.node.children.count)
    while counts.last == 0 { counts.removeLast() }
    let rings = (1...depth).map { "<circle class=\"ring\" r=\"\(Markup.coordinate(step * Double($0)))\"/>" }
    let branches = spots.map { spot in
      let (x, y) = Self.place(spot.angle, step * Double(spot.depth))
      guard let parent = spot.parent.map({ spots[$0] }) else {
        return "M0 0L\(Markup.coordinate(x)) \(Markup.coordinate(y))"
      }
      let inner = step * Double(parent.depth)
      let (fromX, fromY) = Self.place(parent.angle, inner)
      let (bendX, bendY) = Self.place(spot.angle, inner + step * 0.35)
      return """
        M\(Markup.coordinate(fromX)) \(Markup.coordinate(fromY))Q\(Markup.coordinate(bendX)) \
        \(Markup.coordinate(bendY)) \(Markup.coordinate(x)) \(Markup.coordinate(y))
        """
    }
    let dots = spots.map { spot in
      let (x, y) = Self.place(spot.angle, step * Double(spot.depth))
      return dot(spot.node, Markup.coordinate(x), Markup.coordinate(y), radius(spot))
    }
    let size = Markup.coordinate(Self.reach * 2)
    let corner = Markup.coordinate(-Self.reach)
    return """
      <svg class="ripple" role="img" aria-label="\(Markup.text(title))" viewBox="\(corner) \(corner) \(size) \(size)" \
      data-center="\(Markup.text(center))" data-children="\(counts.map(String.init).joined(separator: " "))">
      \(rings.joined())
      <path class="branch" d="\(branches.joined())"/>
      <g class="people">\(dots.joined())</g><circle class="center" r="22"/><text class="center" y="5">\(Markup.text(center))</text>
      </svg>

      """
  }

  private func dot(_ node: Node, _ x: String, _ y: String, _ radius: Double) -> String {
    let kind = node.part == .sharer ? "sharer" : "buyer"
    let size = Markup.coordinate(radius)
    guard let name = node.name else { return "<circle class=\"\(kind)\" cx=\"\(x)\" cy=\"\(y)\" r=\"\(size)\"/>\n" }
    let letter =
      radius < 7
      ? ""
      : """
      <text class="\(kind)" x="\(x)" y="\(y)" dy=".35em" font-size="\(Markup.coordinate(radius * 1.1))">\
      \(Markup.text(name.prefix(1).uppercased()))</text>
      """
    return """
      <g><title>\(Markup.text(name))</title>\
      <circle class="\(kind) named" cx="\(x)" cy="\(y)" r="\(size)"/>\(letter)</g>

      """
  }

  /// Everybody's place: each ring's people share it by how many outermost ones are behind them.
  private var spots: [Spot] {
    var spots: [Spot] = []
    var waiting: [(node: Node, depth: Int, from: Double, to: Double, parent: Int?)] = []
    func share(_ nodes: [Node], depth: Int, from: Double, to: Double, parent: Int?) {
      let leaves = nodes.map(Self.leaves)
      let each = (to - from) / Double(max(leaves.reduce(0, +), 1))
      var start = from
      for (node, count) in zip(nodes, leaves) {
        waiting.append((node, depth, start, start + each * Double(count), parent))
        start += each * Double(count)
      }
    }
    share(children, depth: 1, from: -.pi / 2, to: .pi * 3 / 2, parent: nil)
    var next = 0
    while next < waiting.count {
      let (node, depth, from, to, parent) = waiting[next]
      next += 1
      spots.append(Spot(node: node, depth: depth, angle: (from + to) / 2, span: to - from, parent: parent))
      share(node.children, depth: depth + 1, from: from, to: to, parent: spots.count - 1)
    }
    return spots
  }

  private static func leaves(_ node: Node) -> Int { max(1, node.children.reduce(0) { $0 + leaves($1) }) }

  private static func place(_ angle: Double, _ radius: Double) -> (Double, Double) {
    (radius * cos(angle), radius * sin(angle))
  }
}
