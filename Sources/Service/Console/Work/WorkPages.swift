import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals

/// `/console/work`: work that takes long, and how far it is.
struct WorkPages: Sendable {
  var environment: Environment
  var streams: ProgressStreams

  private static let path = "/console/work"
  /// How many of the latest are shown.
  private static let limit = 50

  var pages: [ConsolePage] {
    [
      ConsolePage(path: Self.path, handle: list),
      ConsolePage(path: "\(Self.path).csv") { visit in .csv(try await table(for: visit).csv, name: "work") },
      ConsolePage(path: "\(Self.path)/{id}", handle: show),
      ConsolePage(path: "\(Self.path)/{id}/progress", handle: stream),
      ConsolePage(path: "\(Self.path)/{id}/refused.csv") { visit in
        .csv(Imports.table(of: try await refusals(of: id(visit), visit)).csv, name: "refused")
      },
    ]
  }

  private func table(for visit: Visit) async throws -> Listing {
    let program = visit.program.id
    let pieces = try await environment.database.withConnection { connection in
      try await LongWork(program: program, now: environment.now()).latest(Self.limit, in: connection)
    }
    return Work.table(pieces, for: visit.reader)
  }

  @Sendable private func list(_ visit: Visit) async throws -> Response {
    let program = visit.program.id
    let due = try await environment.database.withConnection {
      try await Settlements.count(program: program, in: $0)
    }
    let table = try await table(for: visit)
    let page = ListingPage(
      title: "Work", tabs: .webhooks(here: Self.path),
      intro: due == 0
        ? "What takes long. Every conversion is credited by all that is known."
        : "What takes long. \(visit.reader.number(due)) conversions are yet to be credited anew, by a recount, an import or news that came late.",
      action: visit.mayOperate ? (title: "Import a file", path: ImportPages.path) : nil, table: table,
      foot: ListFoot(next: nil, file: table.rows.isEmpty ? nil : "\(Self.path).csv"))
    return visit.page("Work", section: .webhooks, content: page.content(for: visit.reader))
  }

  @Sendable private func show(_ visit: Visit) async throws -> Response {
    let id = try id(visit)
    let program = visit.program.id
    let work = try await environment.database.withConnection {
      try await LongWork(program: program, now: environment.now()).find(id, in: $0)
    }
    let next =
      switch id {
      case .run: (title: "Attribution", path: "/console/attribution")
      case .replay, .import: (title: "All work", path: Self.path)
      }
    var report: WorkPage.Report?
    if work.hasReport {
      let refusals = try await refusals(of: id, visit)
      report = WorkPage.Report(
        title: refusals.count < Imports.keptRefusals ? "Refused" : "The first that were refused",
        table: Imports.table(of: refusals), file: "\(Self.path)/\(id)/refused.csv")
    }
    return visit.page(
      work.title, section: .webhooks, content: WorkPage(work, next: next, report: report).content(for: visit.reader),
      scripts: ["progress.js"])
  }

  private func refusals(of id: LongWork.ID, _ visit: Visit) async throws -> [Imports.Refusal] {
    guard case .import(let id) = id else { throw Problem.notFound("such import") }
    let program = visit.program.id
    return try await environment.database.withConnection { connection in
      guard try await Imports.find(id, program: program, in: connection) != nil else {
        throw Problem.notFound("such import")
      }
      return try await Imports.refusals(of: id, program: program, in: connection)
    }
  }

  @Sendable private func stream(_ visit: Visit) async throws -> Response {
    let id = try id(visit)
    let program = visit.program.id
    // Refused here, before the answer begins, where there is no such work.
    _ = try await environment.database.withConnection {
      try await LongWork(program: program, now: environment.now()).find(id, in: $0)
    }
    return try streams.stream(id, for: visit, environment)
  }

  private func id(_ visit: Visit) throws(Problem) -> LongWork.ID {
    guard let id = LongWork.ID(visit.parameter("id")) else { throw .notFound("such work") }
    return id
  }
}
