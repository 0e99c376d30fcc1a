/// Cuts a file into its statements, for those that must be sent one by one.
///
/// Semicolons inside quotes, dollar quotes and comments don't count (PostgreSQL documentation, "Lexical Structure").
enum SQLStatements {
  /// The statements and where each starts, in characters from 0.
  static func split(_ text: String) -> [(offset: Int, text: String)] {
    let scalars = Array(text.unicodeScalars)
    var statements: [(offset: Int, text: String)] = []
    var start = 0
    var place = 0
    var isBlank = true

    func starts(with mark: String) -> Bool { scalars[place...].starts(with: mark.unicodeScalars) }

    /// Moves past the next occurrence of a mark, or to the end.
    func skip(past mark: String) {
      while place < scalars.count, !starts(with: mark) { place += 1 }
      place = min(scalars.count, place + mark.unicodeScalars.count)
    }

    func finish() {
      if !isBlank {
        var piece = String.UnicodeScalarView()
        piece.append(contentsOf: scalars[start..<place])
        statements.append((start, String(piece)))
      }
      isBlank = true
    }

    while place < scalars.count {
      let scalar = scalars[place]
      if starts(with: "--") {
        skip(past: "\n")
      } else if starts(with: "/*") {
        skipComment()
      } else if scalar == "'" || scalar == "\"" {
        isBlank = false
        let escapes = scalar == "'" && place > 0 && (scalars[place - 1] == "E" || scalars[place - 1] == "e")
        place += 1
        while place < scalars.count, scalars[place] != scalar { place += escapes && scalars[place] == "\\" ? 2 : 1 }
        place += 1
      } else if scalar == "$", let tag = dollarTag() {
        isBlank = false
        place += tag.unicodeScalars.count
        skip(past: tag)
      } else if scalar == ";" {
        finish()
        place += 1
        start = place
      } else {
        if !scalar.properties.isWhitespace { isBlank = false }
        place += 1
      }
    }
    place = scalars.count
    finish()
    return statements

    /// Block comments nest.
    func skipComment() {
      var depth = 0
      repeat {
        if starts(with: "/*") {
          depth += 1
          place += 2
        } else if starts(with: "*/") {
          depth -= 1
          place += 2
        } else {
          place += 1
        }
      } while depth > 0 && place < scalars.count
    }

    /// The opening `$$` or `$tag$` here, if it is one and not a parameter or the middle of a name.
    func dollarTag() -> String? {
      if place > 0, scalars[place - 1].properties.isAlphabetic || scalars[place - 1] == "_" { return nil }
      var end = place + 1
      while end < scalars.count, scalars[end] != "$" {
        let scalar = scalars[end]
        let isDigit = scalar.properties.numericType == .decimal
        guard scalar.properties.isAlphabetic || scalar == "_" || (isDigit && end > place + 1) else { return nil }
        end += 1
      }
      guard end < scalars.count else { return nil }
      return "$" + scalars[place + 1..<end].map(String.init).joined() + "$"
    }
  }
}
