import Postgres
import Records
import Referrals

/// The social graph: who sees what whom shares. An edge without a time counts as having always been there.
struct GraphImport: ImportKind {
  let program: Program.ID
  let now: Timestamp

  static let columns: [ImportColumn] = [
    .text("from").required, .text("to").required, .text("origin"), .flag("consent"), .text("occurred_at"),
  ]
  static let batchSize = 5_000

  func read(_ fields: inout Fields) throws(Problem) -> GraphEdges.Told {
    var edge = try GraphAPI.told(&fields, now: now)
    edge.since = edge.since ?? .earliest
    return edge
  }

  func store(
    _ lines: [ImportLine<GraphEdges.Told>], at now: Timestamp, in connection: Connection
  ) async throws -> ImportOutcome {
    var outcome = ImportOutcome()
    outcome.stored = try await GraphEdges.add(
      lines.map(\.item), source: History.source, at: now, program: program, in: connection)
    outcome.affect(lines.compactMap(\.item.since).min())
    return outcome
  }
}
