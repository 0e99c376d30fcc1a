/// Patterns of LIKE and ILIKE.
enum LikePattern {
  /// A text as a pattern that stands for itself.
  static func literal(_ text: String) -> String {
    var pattern = ""
    for character in text.unicodeScalars {
      if character == "%" || character == "_" || character == "\\" { pattern += "\\" }
      pattern.unicodeScalars.append(character)
    }
    return pattern
  }
}
