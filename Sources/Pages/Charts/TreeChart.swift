/// A tree drawn from the left to the right, a line each: who brought in whom. Its texts and links are real ones, so that
/// it needs no other form.
package struct TreeChart: Sendable {
  /// Somebody in the tree.
  package struct Node: Sendable {
    /// What it is called.
    package let name: String
    /// What there is to add, behind the name.
    package let note: String?
    /// Where the name leads to; nil for nowhere.
    package let link: String?
    /// Those right below.
    package var children: [Node]

    /// A node from its parts.
    package init(_ name: String, note: String? = nil, link: String? = nil, children: [Node] = []) {
      self.name = name
      self.note = note
      self.link = link
      self.children = children
    }
  }

  private let title: String
  private let root: Node

  /// A tree from its root; all of it is drawn.
  package init(title: String, root: Node) {
    self.title = title
    self.root = root
  }

  private static let line = 28
  private static let indent = 24

  private struct Line {
    let node: Node
    let depth: Int
    /// The number of the line that the parent has.
    let parent: Int?
  }

  /// The tree as SVG.
  package var html: String {
    var lines: [Line] = []
    var waiting = [Line(node: root, depth: 0, parent: nil)]
    while let next = waiting.popLast() {
      waiting += next.node.children.reversed().map { Line(node: $0, depth: next.depth + 1, parent: lines.count) }
      lines.append(next)
    }
    let branches = lines.enumerated().compactMap { place, line in
      line.parent.map { parent in
        "M\(x(line.depth - 1)) \(y(parent) + 6)V\(y(place))H\(x(line.depth) - 6)"
      }
    }
    let marks = lines.enumerated().map { place, line in
      let name = Markup.text(line.node.name)
      let title = line.node.link.map { "<a href=\"\(Markup.text($0))\">\(name)</a>" } ?? name
      let note = line.node.note.map { "<tspan class=\"note\" dx=\"8\">\(Markup.text($0))</tspan>" } ?? ""
      return """
        <circle class="\(place == 0 ? "root" : "node")" cx="\(x(line.depth))" cy="\(y(place))" r="5"/>\
        <text x="\(x(line.depth) + 12)" y="\(y(place) + 5)">\(title)\(note)</text>

        """
    }
    return """
      <svg class="tree" role="group" aria-label="\(Markup.text(title))" width="100%" height="\(lines.count * Self.line)">
      <path class="branch" d="\(branches.joined())"/>
      \(marks.joined())</svg>

      """
  }

  private func x(_ depth: Int) -> Int { 8 + depth * Self.indent }
  private func y(_ line: Int) -> Int { line * Self.line + Self.line / 2 }
}
