/// Many short patterns looked for in one pass over an agent, whatever their number.
///
/// A pattern is lower-case text of three bytes or more, matched in either case. In front of it, `^` means: only where
/// the agent starts; `<` means: not after a letter or digit. Behind it, `>` means: not before a letter or digit.
///
/// The low five bits of three bytes in a row, in which upper and lower case are the same, make a trigram of 15 bits.
/// One bit a trigram says whether any pattern starts so; only where one does are patterns compared.
struct AgentPatterns: Sendable {
  private struct Pattern {
    /// Where its bytes are in `bytes`.
    var range: Range<Int>
    var meaning: AgentMeaning
    var atStart = false
    var afterBreak = false
    var beforeBreak = false
  }

  /// By trigram: whether a pattern starts with it; 64 to a word.
  private var starts: [UInt64] = Array(repeating: 0, count: 512)
  /// By trigram: the first of the patterns that start with it or a later one.
  private var first: [UInt16] = []
  /// In the order of their trigrams.
  private var patterns: [Pattern] = []
  /// The bytes of all patterns, one after the other.
  private var bytes: [UInt8] = []

  /// Takes patterns, one a line, with what they mean.
  init(_ table: [(AgentMeaning, String)]) {
    for (meaning, text) in table {
      for line in text.split(separator: "\n") { append(line, meaning) }
    }
    let trigrams = patterns.map { pattern in bytes[pattern.range.prefix(3)].reduce(0) { Self.trigram($0, $1) } }
    let order = patterns.indices.sorted { trigrams[$0] < trigrams[$1] }
    patterns = order.map { patterns[$0] }
    first = Array(repeating: 0, count: 0x8001)
    for trigram in trigrams {
      starts[trigram >> 6] |= 1 << UInt64(trigram & 63)
      first[trigram + 1] += 1
    }
    for trigram in 1...0x8000 { first[trigram] += first[trigram - 1] }
  }

  private mutating func append(_ line: Substring, _ meaning: AgentMeaning) {
    var word = line.utf8
    var pattern = Pattern(range: 0..<0, meaning: meaning)
    if word.first == 0x5e {
      pattern.atStart = true
      word.removeFirst()
    } else if word.first == 0x3c {
      pattern.afterBreak = true
      word.removeFirst()
    }
    if word.last == 0x3e {
      pattern.beforeBreak = true
      word.removeLast()
    }
    precondition(word.count >= 3, "a pattern has three bytes or more: \(line)")
    pattern.range = bytes.count..<bytes.count + word.count
    bytes.append(contentsOf: word)
    patterns.append(pattern)
  }

  /// The trigram that follows on another when `byte` comes next.
  private static func trigram(_ last: Int, _ byte: UInt8) -> Int {
    (last << 5 | Int(byte & 0x1f)) & 0x7fff
  }

  /// The greatest meaning found in `agent`; `nil` where no pattern is. What starts within a harmless word counts for
  /// nothing.
  func meaning(of agent: Span<UInt8>) -> AgentMeaning? {
    var found: AgentMeaning?
    var harmlessEnd = 0
    var trigram = 0
    let starts = self.starts.span
    let patterns = self.patterns.span
    for position in agent.indices {
      trigram = Self.trigram(trigram, agent[position])
      if starts[trigram >> 6] >> UInt64(trigram & 63) & 1 == 0 || position < 2 { continue }
      let start = position - 2
      for index in Int(first[trigram])..<Int(first[trigram + 1]) {
        let pattern = patterns[index]
        guard matches(pattern, at: start, of: agent) else { continue }
        if pattern.meaning == .harmless {
          harmlessEnd = start + pattern.range.count
        } else if start >= harmlessEnd, found.map({ $0 < pattern.meaning }) ?? true {
          found = pattern.meaning
        }
      }
    }
    return found
  }

  private func matches(_ pattern: Pattern, at start: Int, of agent: Span<UInt8>) -> Bool {
    let end = start + pattern.range.count
    guard end <= agent.count else { return false }
    let word = bytes.span.extracting(pattern.range)
    for index in word.indices {
      let byte = agent[start + index]
      guard byte == word[index] || (0x41...0x5a).contains(byte) && byte | 0x20 == word[index] else { return false }
    }
    if pattern.atStart && start != 0 { return false }
    if pattern.afterBreak && start > 0 && Self.isWordByte(agent[start - 1]) { return false }
    return !(pattern.beforeBreak && end < agent.count && Self.isWordByte(agent[end]))
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: false
    }
  }
}
