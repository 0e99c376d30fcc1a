extension StringProtocol {
  /// How many columns of a terminal the text takes.
  var columns: Int { reduce(0) { $0 + $1.columns } }

  /// The text in at most so many columns, an ellipsis in place of what does not fit.
  func cropped(toColumns limit: Int) -> String {
    guard columns > limit else { return String(self) }
    var result = ""
    var left = limit - 1
    for character in self {
      left -= character.columns
      guard left >= 0 else { break }
      result.append(character)
    }
    return result + "…"
  }

  /// The text without what would move the cursor, colour the screen or turn lines around: names come from anywhere.
  var printable: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x202a...0x202e, 0x2066...0x2069, 0x200e, 0x200f, 0x061c, 0x2028, 0x2029: continue
      default: result.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
      }
    }
    return result
  }
}

extension Character {
  /// How many columns of a terminal the character takes: two for East Asian wide ones and for pictures (Unicode Standard
  /// Annex 11), none for marks that stand alone.
  fileprivate var columns: Int {
    guard let first = unicodeScalars.first else { return 0 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    if first.properties.isEmojiPresentation || unicodeScalars.contains(where: { $0.value == 0xfe0f }) { return 2 }
    switch first.value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff,
      0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18df2, 0x1b000...0x1b2fb,
      0x20000...0x3fffd:
      return 2
    default: return 1
    }
  }
}
