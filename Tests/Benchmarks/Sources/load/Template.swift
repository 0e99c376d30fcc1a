/// A body of which some parts change from one request to the next, and nothing else does, its length least of all.
struct Template {
  /// The body, with zeros where something is put.
  private(set) var bytes: [UInt8] = []
  /// Where numbers of ``numberWidth`` digits are put.
  private(set) var numbers: [Int] = []
  /// Where times of ``timeWidth`` digits are put.
  private(set) var times: [Int] = []
  /// Where words are put.
  private(set) var words: [Int] = []

  static let numberWidth = 12
  static let timeWidth = 10

  /// A template of a text in which `{number}`, `{time}` and `{word}` stand for what is put there.
  init(_ text: String, wordLength: Int?) {
    let text = Array(text.utf8)
    var place = 0
    while place < text.count {
      let rest = text[place...]
      if rest.starts(with: "{number}".utf8) {
        numbers.append(open(Self.numberWidth))
        place += "{number}".utf8.count
      } else if rest.starts(with: "{time}".utf8) {
        times.append(open(Self.timeWidth))
        place += "{time}".utf8.count
      } else if rest.starts(with: "{word}".utf8) {
        words.append(open(wordLength ?? 0))
        place += "{word}".utf8.count
      } else {
        bytes.append(text[place])
        place += 1
      }
    }
  }

  private mutating func open(_ width: Int) -> Int {
    defer { bytes += repeatElement(UInt8(ascii: "0"), count: width) }
    return bytes.count
  }
}
