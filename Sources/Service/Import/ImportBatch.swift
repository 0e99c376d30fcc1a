import Postgres
import Records
import Referrals

/// Lines that are stored together.
struct ImportBatch<Kind: ImportKind>: Sendable {
  /// What became of them.
  struct Kept: Sendable {
    var lines: Int
    var outcome = ImportOutcome()
    var stoppedAt: Int?
  }

  private let kind: Kind
  private let skipsBad: Bool
  private var items: [ImportLine<Kind.Item>] = []
  private var refusals: [LineReport.Refusal] = []

  /// Reads the next lines.
  /// - Parameter read: the next bytes; nil after the last.
  init(
    _ kind: Kind, from reader: inout ImportReader, skipsBad: Bool, _ read: () async throws -> [UInt8]?
  ) async throws {
    self.kind = kind
    self.skipsBad = skipsBad
    while items.count + refusals.count < Kind.batchSize {
      let entry: ImportReader.Entry
      switch try reader.next() {
      case .entry(let next): entry = next
      case .hungry:
        reader.feed(try await read())
        continue
      case .end: return
      }
      do throws(Problem) {
        var fields = try entry.fields.get()
        let item = try kind.read(&fields)
        try fields.end()
        items.append(ImportLine(line: entry.line, item: item))
      } catch {
        refusals.append(.init(line: entry.line, problem: error))
        if !skipsBad { return }
      }
    }
  }

  /// Whether there was no line.
  var isEmpty: Bool { items.isEmpty && refusals.isEmpty }

  /// Stores all that can be stored, or all before the first line that can't. A line that is refused changes nothing.
  func keep(program: Program.ID, _ environment: Environment) async throws -> Kept {
    var (items, refusals) = (items, refusals)
    var outcome = ImportOutcome()
    while !items.isEmpty {
      do {
        outcome = try await environment.database.transaction { connection in
          try await History.lock(program, in: connection)
          let outcome = try await kind.store(items, at: environment.now(), in: connection)
          guard outcome.refusals.isEmpty else { throw Refused(refusals: outcome.refusals) }
          return outcome
        }
        break
      } catch let refused as Refused {
        refusals += refused.refusals
        let lines = Set(refused.refusals.map(\.line))
        let first = lines.min() ?? 0
        items.removeAll { skipsBad ? lines.contains($0.line) : $0.line >= first }
      }
    }
    refusals.sort { $0.line < $1.line }
    if !skipsBad { refusals = Array(refusals.prefix(1)) }
    outcome.refusals = refusals
    return Kept(
      lines: items.count + refusals.count, outcome: outcome, stoppedAt: skipsBad ? nil : refusals.first?.line)
  }

  /// Rolls the transaction back.
  private struct Refused: Error {
    let refusals: [LineReport.Refusal]
  }
}
