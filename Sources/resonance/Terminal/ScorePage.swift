import Foundation
import Simulation

/// Scores as they stand in a terminal: a table a kind of world.
struct ScorePage {
  let board: Scoreboard
  let worlds: Int

  func lines(in terminal: Terminal) -> [String] {
    var lines: [String] = []
    for start in board.lines.indices where start == 0 || board.lines[start].kind != board.lines[start - 1].kind {
      let kind = board.lines[start].kind
      let part = board.lines[start...].prefix { $0.kind == kind }
      lines += terminal.wrapped(
        "\(percent(kind.unclicked)) of the sales set off without a click, \(percent(kind.anyway)) bought anyway"
      ).map { terminal.bold($0) }
      lines += table(of: part).lines(in: terminal) + [""]
    }
    lines += terminal.wrapped(
      "Means over \(worlds) \(worlds == 1 ? "world" : "worlds") of each kind. misplaced: Σ|credit − truth| ÷ Σ truth; "
        + "claimed: Σ credit ÷ Σ truth; rank: Spearman's correlation with the truth over the advocates; "
        + "covered: the advocates whose truth lies in the model's interval of 90 %. The last line is no model: it knows "
        + "every rate of the world and guesses only who set off what, so nobody can do better but by luck."
    ).map { terminal.faint($0) }
    return lines
  }

  private func table(of part: ArraySlice<Scoreboard.Line>) -> TextTable {
    let hasNotes = part.contains { $0.note != nil }
    return TextTable(
      columns: [
        .init(title: "model", isKey: true), .init(title: "misplaced", isNumber: true),
        .init(title: "rank", isNumber: true), .init(title: "claimed", isNumber: true),
        .init(title: "covered", isNumber: true),
      ] + (hasNotes ? [.init(title: "note", isCroppable: true)] : []),
      rows: part.map { line in
        [line.model, number(line.misplaced), number(line.rankCorrelation), number(line.claimed), percent(line.covered)]
          + (hasNotes ? [line.note.map { "\(line.worlds) of \(worlds): \($0)" } ?? ""] : [])
      })
  }

  private func number(_ value: Double?) -> String { value.map { String(format: "%.2f", $0) } ?? "–" }

  private func percent(_ share: Double?) -> String { share.map { String(format: "%.0f %%", $0 * 100) } ?? "" }

  private func percent(_ share: Double) -> String { String(format: "%g %%", share * 100) }
}
