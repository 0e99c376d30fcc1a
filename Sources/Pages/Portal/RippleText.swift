/// The same as a ``RipplePicture`` in words: who was brought in by whom.
struct RippleText {
  struct Line {
    let by: String
    let whom: String
  }

  /// A line for each who brought somebody in and for what those did, nearest first.
  let lines: [Line]

  init(_ children: [RipplePicture.Node], reader: Reader) {
    var lines: [Line] = []
    var waiting = [(by: "By you", nodes: children)]
    var next = 0
    while next < waiting.count {
      let (by, nodes) = waiting[next]
      next += 1
      let sharers = nodes.filter { $0.part == .sharer }
      let buyers = nodes.filter { $0.part == .buyer }
      if !sharers.isEmpty {
        lines.append(Line(by: by, whom: "\(Self.names(sharers, reader)) – sharing too"))
      }
      if !buyers.isEmpty { lines.append(Line(by: by, whom: "\(Self.names(buyers, reader)) – bought")) }
      for node in sharers where !node.children.isEmpty {
        waiting.append((node.name.map { "By \($0)" } ?? "By somebody", node.children))
      }
    }
    self.lines = lines
  }

  /// `Ada, Grace and 3 others`; of whom nobody may be named, how many they are.
  private static func names(_ nodes: [RipplePicture.Node], _ reader: Reader) -> String {
    let named = nodes.compactMap(\.name)
    let others = nodes.count - named.count
    if named.isEmpty { return others == 1 ? "1 person" : "\(reader.number(others)) people" }
    if others > 0 {
      return "\(named.joined(separator: ", ")) and \(others == 1 ? "1 other" : "\(reader.number(others)) others")"
    }
    return named.count == 1 ? named[0] : "\(named.dropLast().joined(separator: ", ")) and \(named[named.count - 1])"
  }
}
