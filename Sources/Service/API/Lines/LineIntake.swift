import HTTPServer
import HTTPTypes
import Logging
import Postgres
import StrictJSON

/// Takes in a body of many items, one JSON object a line (NDJSON), of whatever length: reads it in batches, each stored
/// in a transaction of its own while the next is read. A line that is wrong changes nothing of its own; the others are
/// taken all the same, unless it is told to stop there.
struct LineIntake<Item: Sendable>: Sendable {
  /// An item, and its line.
  struct Numbered: Sendable {
    let line: Int
    let item: Item
  }

  /// Whether the first line that is wrong ends it; those before it are taken.
  let stopsAtFault: Bool
  /// Reads an item from the fields of a line.
  let read: @Sendable (inout Fields) throws(Problem) -> Item
  /// Stores items durably: how many were new, and those that can't be.
  let store: @Sendable ([Numbered]) async throws -> (stored: Int, refusals: [LineReport.Refusal])

  /// Something that kept the rest of the lines from being taken.
  struct Interrupted: Error {
    let cause: any Error
    let report: LineReport
  }

  /// Takes in all lines. Off the event loop: reading this many lines would keep others waiting there.
  @concurrent func run(_ body: RequestBody) async throws -> LineReport {
    var report = LineReport()
    var splitter = LineSplitter()
    var batch = LineBatch<Item>()
    do {
      try await withThrowingTaskGroup(of: LineReport.self) { group in
        while report.stoppedAt == nil {
          let piece = try await body.next()
          func take(_ line: LineSplitter.Line) {
            if batch.stoppedAt == nil { batch.add(line, read, stopsAtFault: stopsAtFault) }
          }
          if let piece { splitter.take(piece, take) } else { splitter.end(take) }
          guard piece == nil || batch.isFull || batch.stoppedAt != nil else { continue }
          // One at a time, so that they are stored in the order of the lines.
          if let outcome = try await group.next() { report.add(outcome) }
          guard report.stoppedAt == nil else { break }
          let full = batch
          batch = LineBatch()
          guard piece != nil, full.stoppedAt == nil else {
            report.add(try await keep(full))
            break
          }
          group.addTask { try await keep(full) }
        }
      }
    } catch let error as BodyError {
      throw error
    } catch {
      throw Interrupted(cause: error, report: report)
    }
    return report
  }

  private func keep(_ batch: LineBatch<Item>) async throws -> LineReport {
    var report = LineReport(lines: batch.lines, refusals: batch.refusals)
    if !batch.items.isEmpty {
      let outcome = try await store(batch.items)
      report.stored = outcome.stored
      report.refusals = (batch.refusals + outcome.refusals).sorted { $0.line < $1.line }
    }
    if stopsAtFault, let stop = report.refusals.first?.line {
      report.stoppedAt = stop
      report.lines = batch.items.count { $0.line <= stop } + batch.refusals.count { $0.line <= stop }
      report.refusals = [report.refusals[0]]
    }
    report.refused = report.refusals.count
    return report
  }
}

/// Lines that are stored together.
struct LineBatch<Item: Sendable>: Sendable {
  /// How many lines are stored together: enough that a commit costs each next to nothing, and few enough that nobody
  /// waits long for the rows.
  private static var size: Int { 5_000 }

  private(set) var items: [LineIntake<Item>.Numbered] = []
  private(set) var refusals: [LineReport.Refusal] = []
  private(set) var lines = 0
  private(set) var stoppedAt: Int?

  var isFull: Bool { lines >= Self.size }

  mutating func add(
    _ line: LineSplitter.Line, _ read: (inout Fields) throws(Problem) -> Item, stopsAtFault: Bool
  ) {
    if let bytes = line.bytes, bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
    lines += 1
    do throws(Problem) {
      guard let bytes = line.bytes else {
        throw Problem(
          .contentTooLarge, "line_too_long", "The line is longer than \(LineSplitter.limit) bytes.")
      }
      var fields = try Fields(body: bytes, calledThe: "line")
      let item = try read(&fields)
      try fields.end()
      items.append(.init(line: line.number, item: item))
    } catch {
      refusals.append(.init(line: line.number, problem: error))
      if stopsAtFault { stoppedAt = line.number }
    }
  }
}
