import Foundation
import Service

/// What is seen of an import: a bar on a terminal while it goes on, lines that are wrong as they come, a summary.
struct ImportPage {
  /// How many wrong lines are named; the rest are counted.
  private static let named = 100

  private let source: String
  private let size: Int?
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var refused = 0
  private var bar = ""

  init(source: String, size: Int?) {
    self.source = source
    self.size = size
  }

  /// Shows how it goes on.
  mutating func show(_ news: Import.News) {
    switch news {
    case .progress(let report, let bytes): draw(Self.bar(lines: report.lines, bytes: bytes, of: size))
    case .crediting(let left): draw(left > 0 ? "crediting: \(left.formatted) conversions left" : "")
    case .refused(let line, let reason):
      refused += 1
      guard refused <= Self.named else { return }
      let seen = bar
      clear()
      CommandFailure.say("\(source), line \(line): \(reason)")
      draw(seen)
    }
  }

  /// Takes the bar away.
  mutating func clear() {
    draw("")
    guard isTerminal else { return }
    FileHandle.standardError.write(Data("\r\u{1b}[K".utf8))
  }

  private mutating func draw(_ text: String) {
    guard text != bar else { return }
    bar = text
    guard isTerminal else { return }
    FileHandle.standardError.write(Data("\r\(text)\u{1b}[K".utf8))
  }

  static func bar(lines: Int, bytes: Int, of size: Int?) -> String {
    let said = "\(lines.formatted) lines"
    guard let size, size > 0 else { return said }
    let share = min(1, Double(bytes) / Double(size))
    let full = Int(share * 30)
    let percent = Int(share * 100)
    return "[\(String(repeating: "█", count: full))\(String(repeating: "·", count: 30 - full))] \(percent) %, \(said)"
  }

  /// What came of it, in a line.
  func summary(of report: Import.Report, _ noun: String, after time: Duration) -> String {
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    let speed = seconds > 0 ? Int(Double(report.lines) / seconds) : report.lines
    let more = refused > Self.named ? " (\(Self.named) of them named)" : ""
    return
      "\(noun): \(report.lines.formatted) lines, \(report.stored.formatted) new, \(report.known.formatted) known, \(report.refused.formatted) refused\(more); \(String(format: "%.1f", seconds)) s, \(speed.formatted) lines/s"
  }
}

extension Int {
  /// With commas between thousands.
  fileprivate var formatted: String {
    var text = ""
    for (place, digit) in String(magnitude).reversed().enumerated() {
      if place > 0, place.isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return (self < 0 ? "-" : "") + String(text.reversed())
  }
}
