import HTTPServer
import Pages
import Postgres
import Records
import Referrals

/// `/console/graph`: who reaches whom, and whom to ask first.
struct GraphPages: Sendable {
  var environment: Environment
  var reports: ReportDesk

  var pages: [ConsolePage] {
    [ConsolePage(path: "/console/graph", handle: show), ConsolePage(path: "/console/graph/ask.csv", handle: download)]
  }

  @Sendable private func show(_ visit: Visit) async throws -> Response {
    let program = visit.program.id
    // Reading the report sees to it that what it reads is worked out.
    let ask = try ReportAsk(Query(.empty, taking: []))
    let asOf = try await reports.read(Reports.reach, ask, program: program).result.asOf
    let (asks, exclusive) = try await environment.database.withConnection { connection in
      (
        try await Summaries.reaching(.ask, limit: 20, program: program, in: connection),
        try await Summaries.reaching(.exclusive, limit: 20, program: program, in: connection)
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
      try await Summaries.reaching(.ask, limit: 20, program: visit.program.id, in: $0)
    }
    return .csv(Self.table(asks).csv, name: "ask")
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
