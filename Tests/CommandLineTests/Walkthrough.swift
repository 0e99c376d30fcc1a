import Foundation

/// The commands of a section of README.md, each with what it says comes back.
struct Walkthrough {
  /// What is pasted in one go.
  struct Step {
    /// The lines of a block fenced as `sh`.
    var commands: String
    /// The plain block right after it, where there is one; `…` stands for anything.
    var expected: String?
  }

  let steps: [Step]

  /// The whole file.
  static func readme() throws -> String { try String(contentsOfFile: checkout + "/README.md", encoding: .utf8) }

  /// Where the checkout is.
  static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    .standardizedFileURL.path

  /// Takes the blocks from below a heading, up to the next one.
  init(_ heading: String, in readme: String) {
    var steps: [Step] = []
    var isInside = false
    var block: (language: String, lines: [Substring])?
    for line in readme.split(separator: "\n", omittingEmptySubsequences: false) {
      if let open = block {
        guard line == "```" else {
          block?.lines.append(line)
          continue
        }
        let text = open.lines.joined(separator: "\n") + "\n"
        if open.language == "sh" {
          steps.append(Step(commands: text))
        } else if open.language.isEmpty, steps.last?.expected == nil, !steps.isEmpty {
          steps[steps.count - 1].expected = text
        }
        block = nil
      } else if line.hasPrefix("#") {
        isInside = line.drop { $0 == "#" }.dropFirst() == heading
      } else if isInside, line.hasPrefix("```") {
        block = (String(line.dropFirst(3)), [])
      }
    }
    self.steps = steps
  }

  /// Runs all steps in one shell that stops where a command fails.
  /// - Parameters:
  ///   - directory: where.
  ///   - words: what to put in the place of what the file says: another address, another program.
  ///   - environment: the shell's, beside `PATH`.
  func run(in directory: String, replacing words: [String: String], environment: [String: String]) throws -> Run {
    func real(_ text: String) -> String { words.reduce(text) { $0.replacing($1.key, with: $1.value) } }
    let prelude = """
      set -eu
      curl() { command curl --fail-with-body --show-error --max-time 30 "$@"; }

      """
    let separator = "\u{1e}"
    let script = prelude + steps.map { real($0.commands) }.joined(separator: "printf '\(separator)'\n")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.environment = environment.merging(["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]) { given, _ in given }
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    let answers = output.components(separatedBy: separator)
    return Run(
      status: process.terminationStatus,
      steps: zip(steps, answers).map { ($0.commands, $0.expected.map(real), $1) }, output: output)
  }

  /// What running it came to.
  struct Run {
    let status: Int32
    let steps: [(commands: String, expected: String?, output: String)]
    let output: String
  }

  /// Whether a text reads as expected, but for white space and for what `…` stands for.
  static func reads(_ text: String, as expected: String) -> Bool {
    let pieces = expected.filter { !$0.isWhitespace }.components(separatedBy: "…")
    var rest = text.filter { !$0.isWhitespace }[...]
    for (index, piece) in pieces.enumerated() where !piece.isEmpty {
      if index == pieces.count - 1, index > 0 { return rest.hasSuffix(piece) }
      guard let found = rest.range(of: piece), index > 0 || found.lowerBound == rest.startIndex else { return false }
      rest = rest[found.upperBound...]
    }
    return pieces.count > 1 || rest.isEmpty
  }
}
