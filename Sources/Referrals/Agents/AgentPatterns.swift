/// Many short patterns looked for in one pass over an agent, whatever their number: an automaton after Aho and Corasick
/// (Communications of the ACM 18, 1975), its alphabet folded to the bytes that occur in patterns.
///
/// A pattern is lower-case text, matched in either case. In front of it, `^` means: only where the agent starts; `<`
/// means: not after a letter or digit. Behind it, `>` means: not before a letter or digit.
struct AgentPatterns: Sendable {
  /// What a pattern says about an agent; the greatest that is found holds.
  typealias Meaning = AgentMeaning

  private struct Pattern {
    var bytes: [UInt8]
    var meaning: Meaning
    var atStart = false
    var afterBreak = false
    var beforeBreak = false
  }

  private var patterns: [Pattern] = []
  /// By byte: its letter in the folded alphabet. Letter 0 is every byte that no pattern has.
  private var letters: [UInt8] = Array(repeating: 0, count: 256)
  private var alphabetSize = 1
  /// By state and letter: the next state, with `ending` where patterns end in it.
  private var transitions: [UInt16] = []
  /// By state: the patterns that end there, longest first.
  private var ends: [[UInt16]] = []

  private static let ending: UInt16 = 0x8000

  /// Builds the automaton of patterns with what each means.
  init(_ table: [(Meaning, String)]) {
    for (meaning, text) in table {
      for word in text.split(separator: "\n") { patterns.append(Self.pattern(word, meaning)) }
    }
    for byte in patterns.flatMap(\.bytes) where letters[Int(byte)] == 0 {
      letters[Int(byte)] = UInt8(alphabetSize)
      alphabetSize += 1
    }
    for upper in 0x41...0x5a { letters[upper] = letters[upper + 0x20] }
    build()
  }

  private static func pattern(_ word: Substring, _ meaning: Meaning) -> Pattern {
    var pattern = Pattern(bytes: Array(word.utf8), meaning: meaning)
    if pattern.bytes.first == 0x5e {
      pattern.atStart = true
      pattern.bytes.removeFirst()
    } else if pattern.bytes.first == 0x3c {
      pattern.afterBreak = true
      pattern.bytes.removeFirst()
    }
    if pattern.bytes.last == 0x3e {
      pattern.beforeBreak = true
      pattern.bytes.removeLast()
    }
    return pattern
  }

  private mutating func build() {
    let none = UInt16.max
    transitions = Array(repeating: none, count: alphabetSize)
    ends = [[]]
    for (index, pattern) in patterns.enumerated() {
      var state = 0
      for byte in pattern.bytes {
        let edge = state * alphabetSize + Int(letters[Int(byte)])
        if transitions[edge] == none {
          transitions[edge] = UInt16(ends.count)
          transitions += Array(repeating: none, count: alphabetSize)
          ends.append([])
        }
        state = Int(transitions[edge])
      }
      ends[state].append(UInt16(index))
    }
    // Breadth first, so that the state to fall back to, which is nearer to the root, is finished before it is needed.
    var fallback = Array(repeating: 0, count: ends.count)
    var queue = [0]
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      for letter in 0..<alphabetSize {
        let edge = state * alphabetSize + letter
        let beyond = state == 0 ? 0 : Int(transitions[fallback[state] * alphabetSize + letter])
        if transitions[edge] == none {
          transitions[edge] = UInt16(beyond)
        } else {
          let next = Int(transitions[edge])
          fallback[next] = beyond
          ends[next] += ends[beyond]
          queue.append(next)
        }
      }
    }
    for edge in transitions.indices where !ends[Int(transitions[edge])].isEmpty { transitions[edge] |= Self.ending }
  }

  /// The greatest meaning found in `agent`; `nil` where no pattern is.
  func meaning(of agent: Span<UInt8>) -> Meaning? {
    var found: Meaning?
    var state = 0
    for position in agent.indices {
      let next = transitions[state * alphabetSize + Int(letters[Int(agent[position])])]
      state = Int(next & ~Self.ending)
      if next & Self.ending == 0 { continue }
      for index in ends[state] {
        let pattern = patterns[Int(index)]
        if !fits(pattern, endingAt: position, in: agent) { continue }
        // A harmless word, such as the name of a phone, takes the shorter patterns that end with it along.
        if pattern.meaning == .harmless { break }
        if found.map({ $0 < pattern.meaning }) ?? true { found = pattern.meaning }
      }
    }
    return found
  }

  private func fits(_ pattern: Pattern, endingAt end: Int, in agent: Span<UInt8>) -> Bool {
    let start = end + 1 - pattern.bytes.count
    if pattern.atStart && start != 0 { return false }
    if pattern.afterBreak && start > 0 && Self.isWordByte(agent[start - 1]) { return false }
    if pattern.beforeBreak && end + 1 < agent.count && Self.isWordByte(agent[end + 1]) { return false }
    return true
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: false
    }
  }
}
