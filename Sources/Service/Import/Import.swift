import Postgres
import Records
package import Referrals

/// Brings a company's history along: people, links, the social graph, shares, clicks, conversions and reversals, from
/// files, in whatever order. Each batch of lines is stored in a transaction of its own, and every item is known again by
/// its own name, so that an import that broke off is repeated from its start and doubles nothing. Endpoints hear nothing
/// of it.
package struct Import: Sendable {
  /// What is imported.
  package enum Noun: String, CaseIterable, Sendable {
    case people, links, graph, shares, clicks, conversions, reversals

    /// The fields that its file may have.
    var columns: [ImportColumn] {
      switch self {
      case .people: PeopleImport.columns
      case .links: LinksImport.columns
      case .graph: GraphImport.columns
      case .shares: SharesImport.columns
      case .clicks: ClicksImport.columns
      case .conversions: ConversionsImport.columns
      case .reversals: ReversalsImport.columns
      }
    }
  }

  /// What is heard while it goes on.
  package enum News: Sendable {
    /// What came of the lines so far, and how many bytes were read.
    case progress(Report, bytes: Int)
    /// A line is refused.
    case refused(line: Int, reason: String)
    /// So many conversions are still to be credited anew.
    case crediting(left: Int)
  }

  /// What came of it.
  package struct Report: Sendable, Equatable {
    /// Lines with an item, up to where it stopped.
    package var lines = 0
    /// Those that were new.
    package var stored = 0
    /// Those that were refused.
    package var refused = 0
    /// The line at whose fault it stopped; everything before it is stored.
    package var stoppedAt: Int?

    /// Those that were there already.
    package var known: Int { lines - stored - refused }
  }

  /// The time in which a visitor's clicks on one link count once.
  package var dedupeWindow: Duration = .minutes(30)
  private let noun: Noun
  private let program: Program
  private let environment: Environment

  /// An import into a program.
  package init(_ noun: Noun, into program: Program, environment: Environment) {
    self.noun = noun
    self.program = program
    self.environment = environment
  }

  /// Takes in a file, bit by bit.
  /// - Parameters:
  ///   - format: how it is written; nil: it is looked at.
  ///   - skipsBad: whether a line that is refused is left out, and does not end it.
  ///   - read: the next bytes; nil after the last.
  package func run(
    format: ImportFormat? = nil, skipsBad: Bool = false, _ read: @escaping () async throws -> [UInt8]?,
    tell: (News) -> Void = { _ in }
  ) async throws -> Report {
    let now = environment.now()
    let file = File(format: format, skipsBad: skipsBad, read: read)
    return switch noun {
    case .people: try await run(PeopleImport(program: program.id, now: now), file, tell)
    case .links: try await run(LinksImport(program: program.id, now: now), file, tell)
    case .graph: try await run(GraphImport(program: program.id, now: now), file, tell)
    case .shares: try await run(SharesImport(program: program.id, now: now), file, tell)
    case .clicks: try await run(ClicksImport(program: program.id, now: now, dedupeWindow: dedupeWindow), file, tell)
    case .conversions: try await run(ConversionsImport(program: program.id, now: now), file, tell)
    case .reversals: try await run(ReversalsImport(program: program.id, now: now), file, tell)
    }
  }

  private struct File {
    let format: ImportFormat?
    let skipsBad: Bool
    let read: () async throws -> [UInt8]?
  }

  private func run<Kind: ImportKind>(_ kind: Kind, _ file: File, _ tell: (News) -> Void) async throws -> Report {
    let began = environment.now()
    var reader = ImportReader(columns: Kind.columns, format: file.format)
    var report = Report()
    var since: Timestamp?
    var batches = 0
    try await withThrowingTaskGroup(of: ImportBatch<Kind>.Kept.self) { group in
      var bytes = 0
      func add(_ kept: ImportBatch<Kind>.Kept) {
        report.lines += kept.lines
        report.stored += kept.outcome.stored
        report.refused += kept.outcome.refusals.count
        report.stoppedAt = kept.stoppedAt
        since = [since, kept.outcome.since].compactMap { $0 }.min()
        for refusal in kept.outcome.refusals { tell(.refused(line: refusal.line, reason: refusal.problem.detail)) }
        tell(.progress(report, bytes: bytes))
      }
      while report.stoppedAt == nil {
        let batch: ImportBatch<Kind>
        do {
          batch = try await ImportBatch(kind, from: &reader, skipsBad: file.skipsBad, file.read)
        } catch {
          // What was read before is kept.
          if let kept = try await group.next() { add(kept) }
          throw error
        }
        // One at a time, so that they are stored in the order of the lines; the next is read meanwhile.
        if let kept = try await group.next() { add(kept) }
        guard report.stoppedAt == nil, !batch.isEmpty else { break }
        // Whenever there may be twice as much as before.
        if batches.nonzeroBitCount == 1 { try await analyze() }
        batches += 1
        bytes = reader.bytes
        group.addTask { try await batch.keep(program: program.id, environment) }
      }
    }
    if batches > 0 { try await analyze() }
    // Also where nothing was new: an import that broke off before it came here has stored what this one finds.
    try await environment.database.transaction { connection in
      try await kind.finish(at: environment.now(), in: connection)
    }
    try await ImportCrediting(program: program.id, environment: environment).run(
      since: since, hasBegun: began, brings: noun == .conversions
    ) { tell(.crediting(left: $0)) }
    return report
  }

  private func analyze() async throws {
    try await environment.database.withConnection { try await History.analyze(in: $0) }
  }
}
