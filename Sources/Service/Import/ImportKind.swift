import Postgres
import Referrals

/// How one noun of a company's history is taken in: its fields, how an item is read from them, and how many items are
/// stored in a transaction of their own. What is there already stays as it is and is no fault.
protocol ImportKind<Item>: Sendable {
  associatedtype Item: Sendable

  /// The fields that there are.
  static var columns: [ImportColumn] { get }
  /// How many lines are stored together: enough that a commit costs each next to nothing.
  static var batchSize: Int { get }

  /// Reads an item.
  func read(_ fields: inout Fields) throws(Problem) -> Item

  /// Stores items. Where it refuses any, the transaction is rolled back and the others are stored again without them.
  func store(_ items: [ImportLine<Item>], at now: Timestamp, in connection: Connection) async throws -> ImportOutcome

  /// What is left to do once all is stored.
  func finish(at now: Timestamp, in connection: Connection) async throws
}

extension ImportKind {
  func finish(at now: Timestamp, in connection: Connection) async throws {}
}

/// An item, and its line.
struct ImportLine<Item: Sendable>: Sendable {
  let line: Int
  let item: Item
}

/// What became of some lines.
struct ImportOutcome: Sendable {
  /// How many were new.
  var stored = 0
  /// Those that can't be stored.
  var refusals: [LineReport.Refusal] = []
  /// From when on conversions can be credited otherwise for these lines; nil where none can.
  var since: Timestamp?

  /// Has what is after a time credited anew.
  mutating func affect(_ time: Timestamp?) {
    guard let time else { return }
    since = since.map { min($0, time) } ?? time
  }

  /// Refuses a line.
  mutating func refuse(_ line: Int, _ problem: Problem) { refusals.append(.init(line: line, problem: problem)) }
}
