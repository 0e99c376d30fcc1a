import Foundation

/// What standard output leads to.
struct Terminal: Sendable {
  /// How many columns a line has; nil where there is no line to fit, as in a file or a pipe.
  var width: Int?
  /// Whether bold and faint print.
  var hasStyles: Bool

  /// A file or a pipe: everything on one line, in plain text.
  static let plain = Terminal(width: nil, hasStyles: false)

  /// Where this process writes. Whoever sets `NO_COLOR` or has a dumb terminal gets plain text.
  static func standardOutput(environment: [String: String] = ProcessInfo.processInfo.environment) -> Terminal {
    guard isatty(STDOUT_FILENO) == 1 else { return plain }
    var size = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let width = isKnown ? Int(size.ws_col) : environment["COLUMNS"].flatMap { Int($0) } ?? 80
    let hasStyles = environment["NO_COLOR"] ?? "" == "" && environment["TERM"] ?? "dumb" != "dumb"
    return Terminal(width: max(20, width), hasStyles: hasStyles)
  }

  /// For headings.
  func bold(_ text: String) -> String { styled(text, "1") }

  /// For what is said beside.
  func faint(_ text: String) -> String { styled(text, "2") }

  /// SGR, "select graphic rendition", of ECMA-48.
  private func styled(_ text: String, _ style: String) -> String {
    hasStyles && !text.isEmpty ? "\u{1b}[\(style)m\(text)\u{1b}[0m" : text
  }

  /// Words in lines that fit.
  func wrapped(_ text: String) -> [String] {
    guard let width else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.columns + 1 + word.columns > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    return lines + [line]
  }
}
