import Foundation

extension LinkCode {
  /// Why a code that somebody wished for is refused.
  package enum Refusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// Fewer than three characters.
    case tooShort
    /// More than fifty characters.
    case tooLong
    /// White space, a control character, or one that cannot be seen.
    case invisibleCharacter
    /// A character that means something else in an address.
    case reservedCharacter(Character)
    /// A slash at either end, or two in a row.
    case emptySegment
    /// A segment `.` or `..`, which clients resolve before they ask.
    case dotSegment
    /// A word that the service's own pages use.
    case reservedWord(String)
    /// A path that scanners probe for, whose visits are not recorded.
    case probePath

    /// The rule that was broken, as a sentence for the one who wished.
    package var description: String {
      switch self {
      case .tooShort: "a code has at least 3 characters"
      case .tooLong: "a code has at most 50 characters"
      case .invisibleCharacter: "a code has no spaces, control characters or invisible characters"
      case .reservedCharacter(let character): "a code has no \(character)"
      case .emptySegment: "a code neither starts nor ends with a slash, nor has two in a row"
      case .dotSegment: "a code has no segment . or .."
      case .reservedWord(let word): "the word \(word) is reserved"
      case .probePath: "this code looks like a file that scanners probe for"
      }
    }
  }

  /// A code that somebody wished for: 3 to 50 characters of any script, slashes among them.
  ///
  /// Throws the first rule that it breaks. Whether it is taken already, only the database knows.
  package init(vanity wish: String) throws(Refusal) {
    let text = wish.precomposedStringWithCanonicalMapping
    // Three characters as people count them; at most fifty as PostgreSQL's char_length counts them.
    guard text.count >= 3 else { throw .tooShort }
    guard text.unicodeScalars.count <= 50 else { throw .tooLong }
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .unassigned, .spaceSeparator, .lineSeparator, .paragraphSeparator:
        throw .invisibleCharacter
      default: break
      }
      if scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint && scalar != "\u{FE0F}" {
        throw .invisibleCharacter
      }
    }
    if let reserved = text.first(where: { "?#%\\\"<>`{}|^&".contains($0) }) { throw .reservedCharacter(reserved) }
    let key = Self.key(for: text)
    let segments = key.split(separator: "/", omittingEmptySubsequences: false)
    for segment in segments {
      if segment.isEmpty { throw .emptySegment }
      if segment == "." || segment == ".." { throw .dotSegment }
    }
    if Self.reservedWords.contains(String(segments[0])) { throw .reservedWord(String(segments[0])) }
    if ProbePath.matches(key) { throw .probePath }
    self.init(text: text, key: key)
  }

  /// First segments that the service answers itself, or may one day.
  static let reservedWords: Set<String> = [
    "about", "account", "admin", "api", "app", "assets", "auth", "billing", "click", "clicks", "dashboard", "demo",
    "docs", "error", "errors", "events", "favicon.ico", "health", "healthz", "help", "hooks", "index", "index.html",
    "legal", "link", "links", "login", "logout", "metrics", "new", "null", "oauth", "openapi.json", "portal",
    "privacy", "public", "qr", "readyz", "report", "reports", "robots.txt", "settings", "signin", "signup",
    "sitemap.xml", "static", "status", "support", "system", "terms", "undefined", "unsubscribe", "webhook",
    "webhooks", "well-known", ".well-known", "www",
  ]
}
