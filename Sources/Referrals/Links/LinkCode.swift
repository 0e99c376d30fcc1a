import Foundation

/// The code of a link, as it stands in its address: `/r/{code}`. Unique on its host, in whatever case it is typed.
package struct LinkCode: Hashable, Sendable {
  /// The code as its maker typed it, in normalization form C.
  package let text: String
  /// What codes are looked up and compared by: normalization form C of the case-folded text. Up to three times as long
  /// as `text`, as in ß, which folds to ss.
  package let key: String

  /// Whether two codes lead to the same link.
  package static func == (left: Self, right: Self) -> Bool { left.key == right.key }

  /// Hashes the key.
  package func hash(into hasher: inout Hasher) { hasher.combine(key) }

  /// The characters of generated codes: digits and consonants, less those that look like another (0 o, 1 i l) and all
  /// vowels, so that no code spells a word.
  package static let alphabet = Array("23456789bcdfghjkmnpqrstvwxz")

  /// A new code of eight characters, one of 2.8 × 10^11, from the system's random numbers.
  package static func generated() -> LinkCode {
    var generator = SystemRandomNumberGenerator()
    return generated(using: &generator)
  }

  /// A new code of eight characters drawn from `generator`.
  package static func generated(using generator: inout some RandomNumberGenerator) -> LinkCode {
    let text = String((0..<8).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    return LinkCode(text: text, key: text)
  }

  /// A code that was stored before, taken as it is.
  package init(stored text: String, key: String) {
    self.init(text: text, key: key)
  }

  init(text: String, key: String) {
    self.text = text
    self.key = key
  }

  /// The key under which a typed or clicked code is looked up, whether or not it could be a code. ASCII is folded
  /// without a look at the Unicode tables.
  package static func key(for text: String) -> String {
    var text = text
    let isASCII = text.withUTF8 { bytes in bytes.allSatisfy { $0 < 0x80 } }
    if isASCII { return text.lowercased() }
    // Lower case of upper case is full case folding but for a handful of letters: it maps ß to ss and both sigmas to
    // one. The normal form comes last, since changing case can undo it.
    return text.precomposedStringWithCanonicalMapping.uppercased().lowercased().precomposedStringWithCanonicalMapping
  }
}

extension LinkCode: CustomStringConvertible {
  /// The code as typed.
  package var description: String { text }

  /// The code as it stands in an address, everything but letters, digits and `-._~/` percent-encoded.
  package var path: String { PercentEncoding.encode(text, keeping: .path) }
}
