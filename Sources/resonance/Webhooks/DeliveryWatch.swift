import Postgres
import Records
import Referrals

/// Follows a program's inbox: which deliveries are new, and what has become of those that were open.
struct DeliveryWatch {
  private let program: Program.ID
  private let terminal: Terminal
  /// From where on to look. Those that come at the same moment may be stored out of order, so it lies a little back.
  private var start = Timestamp.now() - overlap
  /// What was said last of those that are not done, or that came since.
  private var said: [Delivery.ID: Delivery.Status] = [:]
  private var open: Set<Delivery.ID> = []

  private static let overlap: Duration = .seconds(15)

  /// A watch that has seen nothing yet.
  init(program: Program.ID, terminal: Terminal) {
    self.program = program
    self.terminal = terminal
  }

  /// The last ones that are there, oldest first, as lines.
  mutating func first(_ count: Int, in pool: Pool) async throws -> [String] {
    let program = program
    let entries = try await pool.withConnection { connection in
      try await Inbox.list(before: nil, limit: max(1, count), program: program, in: connection)
    }
    return entries.prefix(count).reversed().compactMap { line(of: $0) }
  }

  /// What is new since, as lines.
  mutating func next(in pool: Pool) async throws -> [String] {
    let (program, start, known) = (program, start, Array(open))
    let entries = try await pool.withConnection { connection in
      try await Inbox.news(since: start, and: known, program: program, in: connection)
    }
    let lines = entries.compactMap { line(of: $0) }
    self.start = max(start, (entries.map(\.arrival.receivedAt).max() ?? start) - Self.overlap)
    let kept = Set(entries.map(\.arrival.id))
    said = said.filter { kept.contains($0.key) || open.contains($0.key) }
    return lines
  }

  /// A line where there is something to say.
  private mutating func line(of entry: Inbox.Entry) -> String? {
    let id = entry.arrival.id
    if entry.dueAt == nil { open.remove(id) } else { open.insert(id) }
    guard entry.status != .received, said.updateValue(entry.status, forKey: id) != entry.status else { return nil }
    let verdict = entry.status.rawValue.padding(8)
    let time = String(entry.arrival.receivedAt.description.prefix(19)).replacing("T", with: " ")
    let text =
      "\(terminal.faint(time))  \(entry.status == .parked ? terminal.bold(verdict) : verdict)  "
      + "\(entry.arrival.type.padding(32))  \(entry.arrival.externalID)"
    return entry.reason.map { "\(text)  \(terminal.faint($0))" } ?? text
  }
}

extension String {
  /// The text with spaces up to so many columns.
  fileprivate func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - columns)) }
}
