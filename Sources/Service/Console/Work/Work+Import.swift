import Pages
import Records
import Referrals

extension Work {
  /// How far an import is.
  init(_ entry: Imports.Entry, at now: Timestamp) {
    let isSilent = entry.isSilent(at: now)
    let state: State =
      switch entry.state {
      case .uploading, .waiting: .waiting
      case .running: !isSilent ? .underWay : entry.isUpload ? .waiting : .brokenOff
      case .done: .done
      case .stopped: .stopped
      case .broken: .brokenOff
      }
    self.init(
      id: LongWork.ID.import(entry.id).description, title: "Import of \(entry.noun): \(entry.file)",
      author: entry.begunBy, begunAt: entry.begunAt, done: entry.progress.lines, total: nil, unit: "lines",
      share: entry.bytes.map { (done: entry.progress.bytesRead, total: $0) }, state: state,
      outcome: Self.outcome(of: entry, state, isSilent: isSilent), hasReport: entry.progress.refused > 0)
  }

  private static func outcome(of entry: Imports.Entry, _ state: State, isSilent: Bool) -> String {
    let progress = entry.progress
    var said: [String] = []
    if let line = entry.stoppedAt {
      said.append("Line \(line) is wrong: \(entry.reason ?? "it can’t be read.")")
    } else if let reason = entry.reason {
      said.append(reason.hasSuffix(".") ? reason : "\(reason).")
    }
    if progress.lines > 0 {
      said.append("\(progress.stored) new, \(progress.known) known, \(progress.refused) refused.")
    }
    if let left = progress.crediting, left > 0, state == .underWay {
      said.append("\(left) conversions are yet to be credited anew.")
    }
    if entry.turns > 1, entry.isUpload {
      said.append("It was begun anew after it broke off: what was stored before counts as known.")
    }
    switch state {
    case .stopped:
      said.append("Correct the file and import it again: what is there already stays as it is.")
    case .brokenOff:
      said.append(
        isSilent
          ? "Nobody goes on with it. Run the same command again: nothing doubles."
          : "Import the same file again: nothing doubles.")
    case .waiting where isSilent: said.append("Whoever had it fell silent; it is begun anew.")
    default: break
    }
    return said.joined(separator: " ")
  }
}

extension Imports {
  /// Lines that were refused, as a table.
  static func table(of refusals: [Refusal]) -> Listing {
    Listing(
      caption: "Refused lines", columns: [.init("Line", "line", isNumber: true), .init("Why", "reason")],
      rows: refusals.map { .init([.number($0.line), .text($0.reason)]) }, empty: "No line was refused.")
  }
}
