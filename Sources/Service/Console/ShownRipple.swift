import Pages
import Records
import Referrals

/// Whom an advocate brought in, and whom these did, as far down as it is shown.
struct ShownRipple: Sendable {
  let root: Advocate.ID
  /// Those who are shown of whom each brought in.
  let below: [Advocate.ID: [Recruits.Recruit]]
  /// What all of them are called.
  let names: [Advocate.ID: String]
  /// How many steps down.
  let depth: Int

  private func name(_ advocate: Advocate.ID) -> String { names[advocate] ?? "somebody" }

  /// As a tree.
  /// - Parameters:
  ///   - name: of the one at its root.
  ///   - recruits: how many that one brought in, shown or not.
  func tree(called name: String, recruits: Int64, for reader: Reader) -> TreeChart.Node {
    func nodes(below advocate: Advocate.ID, of count: Int64, depth: Int) -> [TreeChart.Node] {
      let shown = depth < self.depth ? below[advocate] ?? [] : []
      let hidden = count - Int64(shown.count)
      let more = !shown.isEmpty && hidden > 0 ? [TreeChart.Node("and \(reader.number(hidden)) more")] : []
      return shown.map { recruit in
        TreeChart.Node(
          self.name(recruit.advocate),
          note: recruit.recruits > 0 ? "brought in \(reader.number(recruit.recruits))" : nil,
          link: "/console/advocates/\(recruit.advocate)",
          children: nodes(below: recruit.advocate, of: recruit.recruits, depth: depth + 1))
      } + more
    }
    return TreeChart.Node(name, children: nodes(below: root, of: recruits, depth: 0))
  }

  /// As a table, a row for each in the order of the tree.
  var table: ListTable {
    var table = ListTable(
      [
        TableColumn("advocate_id", "Id", place: .file), TableColumn("advocate", "Advocate"),
        TableColumn("steps", "Steps", isNumber: true), TableColumn("recruiter_id", "By, id", place: .file),
        TableColumn("recruiter", "Brought in by"), TableColumn("joined_at", "Since"),
        TableColumn("brought_in", "Brought in", isNumber: true),
      ], caption: "Whom they brought in", empty: "Nobody yet.")
    func add(below advocate: Advocate.ID, steps: Int) {
      guard steps <= depth else { return }
      for recruit in below[advocate] ?? [] {
        table.rows.append([
          .text(recruit.advocate.description), .text(name(recruit.advocate)), .count(Int64(steps)),
          .text(advocate.description), .text(name(advocate)), .day(recruit.joinedAt), .count(recruit.recruits),
        ])
        add(below: recruit.advocate, steps: steps + 1)
      }
    }
    add(below: root, steps: 1)
    return table
  }
}
