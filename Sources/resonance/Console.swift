import Foundation

/// Lines for the person at the terminal, seen at once also where the output is a file.
enum Console {
  /// Writes a line to standard output.
  static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
