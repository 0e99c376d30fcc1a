/// What an advocate shares: words and a link. The link stands where the words have its place, else behind them.
package struct ShareMessage: Hashable, Sendable {
  /// The words without the link; nil where it stands among them.
  package let words: String?
  /// All of it on one line or on those that the words have.
  package let whole: String
  /// The link.
  package let url: String

  /// Words, perhaps with places for the link, and the link.
  package init(_ words: String, url: String) {
    let place = ShareWords.Place.link.text
    self.url = url
    if words.contains(place) {
      self.words = nil
      whole = words.split(separator: place, omittingEmptySubsequences: false).joined(separator: url)
    } else {
      self.words = words
      whole = words.isEmpty ? url : "\(words) \(url)"
    }
  }

  /// As the body of an e-mail (RFC 6068: lines end with CR LF), with a link behind the words in a paragraph of its own.
  package var letter: String {
    let text = words.map { $0.isEmpty ? url : "\($0)\n\n\(url)" } ?? whole
    return text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n") + "\r\n"
  }
}
