import HTTPServer
import Pages
import Postgres
import Records
import Referrals

/// `/console/graph`: who reaches whom, and whom to ask first.
struct GraphPages: Sendable {
  /// How many advocates each list has at most.
  private static let length = 20

  var environment: Environment
  var reports: ReportDesk

  var pages: [ConsolePage] {
    [
      ConsolePage(path: "/console/graph", handle: show),
      ConsolePage(path: "/console/graph/ask.csv", handle: download),
      ConsolePage(path: "/console/graph/exclusive.csv", handle: exclusiveFile),
    ]
  }

  @Sendable private func show(_ visit: Visit) async throws -> Response {
    let program = visit.program.id
    // Reading the report sees to it that what it reads is worked out.
    let ask = try ReportAsk(Query(.empty, taking: []))
    let asOf = try await reports.read(Reports.reach, ask, program: program).result.asOf
    let (asks, exclusive) = try await environment.database.withConnection { connection in
      (
        try await Summaries.reaching(.ask, limit: Self.length, program: program, in: connection),
        try await Summaries.reaching(.exclusive, limit: Self.length, program: program, in: connection)
      )
    }
    let reader = visit.reader
    let hops = max(1, min(3, visit.program.attribution.exposureHops))
    let page = GraphPage(
      asks: Self.table(asks),
      together: asks.last?.ask.map { last in
        asks.count == 1
          ? "\(asks[0].name) reaches \(reader.number(last.together)) people."
          : "These \(asks.count) together reach \(reader.number(last.together)) people."
      },
      exclusive: BarChart(
        title: "People whom nobody else reaches", headings: (name: "Advocate", value: "People"),
        bars: exclusive.map { line in
          BarChart.Bar(
            line.name, Double(line.exclusive), text: reader.number(line.exclusive),
            note: line.overlapName.map { "shares \(reader.number(line.overlap)) with \($0)" },
            link: "/console/advocates/\(line.advocate)")
        }),
      isEmpty: asks.isEmpty, hops: hops == 1 ? "one hop" : "\(hops) hops", asOf: asOf.map(reader.time),
      reader: reader)
    return visit.page("Graph", section: .graph, content: page.content)
  }

  @Sendable private func download(_ visit: Visit) async throws -> Response {
    let asks = try await environment.database.withConnection {
      try await Summaries.reaching(.ask, limit: Self.length, program: visit.program.id, in: $0)
    }
    return .csv(Self.table(asks).csv, name: "ask")
  }

  /// Who reaches people whom nobody else does: those whom the page shows as bars.
  @Sendable private func exclusiveFile(_ visit: Visit) async throws -> Response {
    let found = try await environment.database.withConnection {
      try await Summaries.reaching(.exclusive, limit: Self.length, program: visit.program.id, in: $0)
    }
    var table = ListTable(
      [
        TableColumn("advocate_id", "Id", place: .file), TableColumn("advocate", "Advocate"),
        TableColumn("people", "People", isNumber: true), TableColumn("most_shared_with", "Most shared with"),
        TableColumn("shared", "Shared", isNumber: true),
      ], caption: "People whom nobody else reaches", empty: "Nobody.")
    table.rows = found.map { line in
      [
        .text(line.advocate.description), .text(line.name), .count(line.exclusive),
        line.overlapName.map { .text($0) } ?? .none, line.overlapName.map { _ in .count(line.overlap) } ?? .none,
      ]
    }
    return .csv(table.csv, name: "exclusive")
  }

  private static func table(_ asks: [Summaries.Reaching]) -> ListTable {
    var table = ListTable(
      [
        TableColumn("place", "Place", place: .file), TableColumn("advocate_id", "Id", place: .file),
        TableColumn("advocate", "Advocate"), TableColumn("adds", "Adds", isNumber: true),
        TableColumn("together", "Together", isNumber: true),
      ], caption: "Whom to ask first", empty: "No advocate is followed by anybody yet.")
    table.rows = asks.map { line in
      [
        .count(Int64(line.ask?.place ?? 0)), .text(line.advocate.description),
        .text(line.name, link: "/console/advocates/\(line.advocate)"), .count(line.ask?.adds ?? 0),
        .count(line.ask?.together ?? 0),
      ]
    }
    table.file = "/console/graph/ask.csv"
    return table
  }
}
