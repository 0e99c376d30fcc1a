/// The elements of well-formed HTML or SVG: enough to say what is in a page that has been made.
struct Tags {
  /// An element with the text in it.
  struct Element {
    var name: String
    var attributes: String
    var text: String
    var depth: Int
  }

  /// Something is not well formed.
  struct Fault: Error { var at: String }

  /// In the order in which they begin.
  private(set) var elements: [Element] = []

  private static let void: Set = ["br", "hr", "img", "input", "link", "meta"]

  /// Reads HTML; throws where a tag is not closed, or another is.
  init(_ html: String) throws(Fault) {
    var open: [Int] = []
    var rest = html[...]
    while let start = rest.firstIndex(of: "<") {
      let text = rest[..<start]
      for place in open { elements[place].text += text }
      guard let end = rest[start...].firstIndex(of: ">") else { throw Fault(at: "\(rest[start...].prefix(60))") }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("!") { continue }
      if tag.hasPrefix("/") {
        guard let last = open.popLast(), elements[last].name == tag.dropFirst() else { throw Fault(at: "<\(tag)>") }
        continue
      }
      let name = String(tag.prefix { $0 != " " && $0 != "/" && $0 != "\n" })
      elements.append(
        Element(name: name, attributes: String(tag.dropFirst(name.count)), text: "", depth: open.count))
      if !tag.hasSuffix("/"), !Self.void.contains(name) { open.append(elements.count - 1) }
    }
    guard open.isEmpty else { throw Fault(at: "the end") }
  }

  /// Those of a name.
  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }
}
