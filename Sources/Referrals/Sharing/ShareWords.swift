/// Words that a program gives its advocates to share, with places for what differs from one to the next.
package struct ShareWords: Hashable, Sendable {
  /// What words can have a place for, written in braces.
  package enum Place: String, CaseIterable, Sendable {
    /// Where the link goes; without it, it follows the words.
    case link
    /// The program's name.
    case program
    /// The advocate's first name.
    case name

    /// As it stands in the words: `{link}`.
    package var text: String { "{\(rawValue)}" }
  }

  /// What is said where a program says nothing.
  package static let usual = ShareWords("I like {program} and think you might too:")
  /// What heads an e-mail where a program says nothing.
  package static let usualSubject = ShareWords("{program}")

  /// The words, with their places.
  package let text: String

  /// These words.
  package init(_ text: String) { self.text = text }

  /// What stands in braces and is none of these places: nothing would ever take its place.
  package func strangers(besides known: [Place] = Place.allCases) -> [String] {
    pieces.filter { piece in piece.isBraced && !known.contains { $0.text == piece.text } }.map { String($0.text) }
  }

  /// The words of one advocate, with the place of the link left as it is; at most ``Limits/sharedWords`` characters. Who
  /// has no name is `a friend`. What is put in is never looked through for places.
  package func filled(program: String, name: String?) -> String {
    let first = name?.split(whereSeparator: \.isWhitespace).first ?? "a friend"
    let text = pieces.map { piece -> Substring in
      switch piece.text {
      case Substring(Place.program.text): program[...]
      case Substring(Place.name.text): first
      default: piece.text
      }
    }.joined()
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(Limits.sharedWords)))
  }

  /// The words cut where something in braces begins and ends: `a {link}.` is `a `, `{link}` and `.`; a brace that is not
  /// closed before the next one opens is a character like any other.
  private var pieces: [(text: Substring, isBraced: Bool)] {
    var pieces: [(Substring, Bool)] = []
    var (start, open) = (text.startIndex, String.Index?.none)
    for index in text.indices {
      if text[index] == "{" { open = index }
      guard text[index] == "}", let from = open else { continue }
      let end = text.index(after: index)
      if start < from { pieces.append((text[start..<from], false)) }
      pieces.append((text[from..<end], true))
      (start, open) = (end, nil)
    }
    if start < text.endIndex { pieces.append((text[start...], false)) }
    return pieces
  }
}
