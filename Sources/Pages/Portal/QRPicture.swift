/// A QR code as SVG: dark on white in light and dark alike, as scanners want it, with its quiet zone.
package struct QRPicture: Sendable {
  private let size: Int
  private let isDark: [Bool]
  private let margin = 4

  /// A picture of a square of modules.
  /// - Parameters:
  ///   - size: how many modules a side has.
  ///   - isDark: row by row from the top left.
  package init(size: Int, isDark: [Bool]) {
    precondition(isDark.count == size * size, "a square has all its modules")
    self.size = size
    self.isDark = isDark
  }

  /// As a file of its own.
  package var file: String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(svg(attributes: " xmlns=\"http://www.w3.org/2000/svg\""))\n"
  }

  /// As a part of a page.
  /// - Parameter label: what it shows, for those who don't see it.
  func html(label: String) -> String {
    svg(attributes: " class=\"qr\" role=\"img\" aria-label=\"\(Markup.text(label))\"")
  }

  private func svg(attributes: String) -> String {
    let side = size + 2 * margin
    return """
      <svg\(attributes) viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges">\
      <rect width="\(side)" height="\(side)" fill="#fff"/><path d="\(runs)" fill="#000"/></svg>
      """
  }

  /// A box for each run of dark modules in a row.
  private var runs: String {
    var path = ""
    for row in 0..<size {
      var column = 0
      while column < size {
        guard isDark[row * size + column] else {
          column += 1
          continue
        }
        let start = column
        while column < size, isDark[row * size + column] { column += 1 }
        path += "M\(start + margin) \(row + margin)h\(column - start)v1h-\(column - start)z"
      }
    }
    return path
  }
}
