/// Reads cascades, one a line: a header where there is one, then who did it and when, `person time,person time,…`.
///
/// The file comes in pieces of any size through `read(_:)`; `finish()` gives the cascades. A header is one word before the
/// first person, and is passed over; so are blank lines, lines that begin with #, and a comma at the end of a line. Times
/// are finite numbers. An action of somebody whom the graph does not know is counted and left out, as it has nothing
/// before it and nothing after. Any other line is a fault, and while there is one there are no cascades.
public struct ActionList: Sendable {
  /// How many actions are of people whom the graph does not know.
  public private(set) var unknown = 0
  /// What is wrong with the file: the first hundred faults, by line.
  public private(set) var faults: [ActionListFault] = []
  /// How many lines are wrong.
  public private(set) var faultCount = 0

  private let names: Names
  private var cascades: [Cascade] = []
  private var actions: [Action] = []
  /// Bytes since the last comma or line feed.
  private var entry: [UInt8] = []
  private var line = 1
  private var state = LineState.start

  private enum LineState {
    case start, within, passedOver
  }

  /// Longer than any action, so that a file that is no text is not held in memory.
  private static let longestEntry = 1 << 16

  /// Reads actions of the people of these names.
  public init(names: Names) { self.names = names }

  /// Takes the next piece of the file.
  public mutating func read(_ piece: some Collection<UInt8>) {
    for byte in piece {
      switch byte {
      case UInt8(ascii: "\n"):
        endLine()
      case _ where state == .passedOver:
        continue
      case UInt8(ascii: ","):
        takeEntry(isLast: false)
      case UInt8(ascii: "#") where state == .start && entry.allSatisfy(Self.isBlank):
        state = .passedOver
      default:
        entry.append(byte)
        if entry.count > Self.longestEntry { fail("has no comma for 64 KiB: is this a list of actions?") }
      }
    }
  }

  /// The cascades of all that was read, in their order.
  public consuming func finish() throws(ActionListError) -> [Cascade] {
    endLine()
    guard faultCount == 0 else { throw ActionListError(faults: faults, faultCount: faultCount) }
    return cascades
  }

  private mutating func endLine() {
    if state != .passedOver { takeEntry(isLast: true) }
    if state == .within { cascades.append(Cascade(actions)) }
    actions.removeAll(keepingCapacity: true)
    entry.removeAll(keepingCapacity: true)
    state = .start
    line += 1
  }

  private mutating func takeEntry(isLast: Bool) {
    let words = entry.split(whereSeparator: Self.isBlank)
    guard !words.isEmpty else {
      if !isLast { fail("has a comma without an action before it") }
      return
    }
    let hasHeader = state == .start && words.count == 3
    guard words.count == (hasHeader ? 3 : 2) else {
      return fail("has an action of \(words.count) word\(words.count == 1 ? "" : "s"); it is a person and a time")
    }
    guard let person = String(validating: words[words.count - 2], as: UTF8.self),
      let text = String(validating: words[words.count - 1], as: UTF8.self)
    else { return fail("is not UTF-8 text") }
    guard let time = Double(text), time.isFinite else {
      return fail("has \(text.prefix(40)) for a time, which is a number")
    }
    state = .within
    entry.removeAll(keepingCapacity: true)
    if let vertex = names.vertex(named: person) {
      actions.append(Action(person: vertex, time: time))
    } else {
      unknown += 1
    }
  }

  private mutating func fail(_ reason: String) {
    faultCount += 1
    if faults.count < 100 { faults.append(ActionListFault(line: line, reason: reason)) }
    entry.removeAll(keepingCapacity: true)
    state = .passedOver
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}

/// What is wrong with a line of a list of actions.
public struct ActionListFault: Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// What is wrong with it.
  public let reason: String

  /// `line 3: …`
  public var description: String { "line \(line): \(reason)" }
}

/// Why a list of actions has no cascades.
public struct ActionListError: Error, Sendable {
  /// What is wrong, by line: the first hundred.
  public let faults: [ActionListFault]
  /// How many lines are wrong.
  public let faultCount: Int
}
