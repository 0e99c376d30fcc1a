internal import Postgres
import Referrals

/// What clicks add to the rollups: by link and by program, in each quarter of an hour.
struct ClickCounts: Sendable {
  private struct Key: Hashable {
    var program: Program.ID
    var slice: Timestamp
    var link: Link.ID

    /// The order in which rows are locked, so that no two writers wait for each other in a circle.
    static func precedes(_ left: Key, _ right: Key) -> Bool {
      if left.program != right.program { return left.program < right.program }
      return left.slice == right.slice ? left.link < right.link : left.slice < right.slice
    }
  }

  private struct Count {
    var advocate: Advocate.ID
    var people: Int64 = 0
    var repeats: Int64 = 0
    var bots: Int64 = 0

    static func += (sum: inout Count, other: Count) {
      sum.people += other.people
      sum.repeats += other.repeats
      sum.bots += other.bots
    }
  }

  private var counts: [Key: Count] = [:]

  /// Counts a click.
  mutating func add(_ click: NewClick) {
    let key = Key(program: click.program, slice: Counts.slice(of: click.occurredAt), link: click.link)
    var count = Count(advocate: click.advocate)
    switch click.outcome {
    case .person: count.people = 1
    case .repeat: count.repeats = 1
    case .bot, .preview, .monitor, .head, .prefetch: count.bots = 1
    }
    counts[key, default: Count(advocate: click.advocate)] += count
  }

  /// Forgets all and keeps the memory.
  mutating func removeAll() { counts.removeAll(keepingCapacity: true) }

  /// Appends the columns of `click_counts` but for the slot, then those of `program_click_counts`, each an array.
  func append(to parameters: inout PostgresParameters) {
    let sorted = counts.sorted { Key.precedes($0.key, $1.key) }
    parameters.append(sorted.map(\.key.program))
    parameters.append(sorted.map(\.key.slice))
    parameters.append(sorted.map(\.key.link))
    parameters.append(sorted.map(\.value.advocate))
    parameters.append(sorted.map(\.value.people))
    parameters.append(sorted.map(\.value.repeats))
    parameters.append(sorted.map(\.value.bots))
    var totals: [(key: Key, value: Count)] = []
    for (key, count) in sorted {
      if let last = totals.last?.key, last.program == key.program, last.slice == key.slice {
        totals[totals.count - 1].value += count
      } else {
        totals.append((key, count))
      }
    }
    parameters.append(totals.map(\.key.program))
    parameters.append(totals.map(\.key.slice))
    parameters.append(totals.map(\.value.people))
    parameters.append(totals.map(\.value.repeats))
    parameters.append(totals.map(\.value.bots))
  }
}
