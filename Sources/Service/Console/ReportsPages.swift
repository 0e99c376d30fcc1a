import HTTPServer
import Pages
import Records
import Referrals

/// `/console/reports`: every report as a page, and as CSV.
struct ReportsPages: Sendable {
  var reports: ReportDesk

  var pages: [ConsolePage] {
    [
      ConsolePage(path: "/console/reports", handle: list),
      ConsolePage(path: "/console/reports/{name}", handle: show),
      ConsolePage(path: "/console/reports/{name}/csv", handle: download),
    ]
  }

  @Sendable private func list(_ visit: Visit) async throws -> Response {
    let items = Reports.all.map { ReportsPage.Item(name: $0.name, title: $0.title, meaning: $0.meaning) }
    return visit.page("Reports", section: .reports, content: ReportsPage(items).content)
  }

  @Sendable private func show(_ visit: Visit) async throws -> Response {
    let report = try report(visit)
    let (result, query) = try await read(report, visit)
    let csv = "/console/reports/\(report.name)/csv?\(Self.query(visit, zone: query.zone))"
    let page = ReportPage(
      name: report.name, title: report.title, meaning: report.meaning, caveat: report.caveat,
      from: query.from.description, to: query.to.description, zone: query.zone.name,
      asOf: result.asOf.map(visit.reader.time),
      table: result.table(caption: report.title, file: csv), reader: visit.reader)
    return visit.page(report.title, section: .reports, content: page.content)
  }

  @Sendable private func download(_ visit: Visit) async throws -> Response {
    let report = try report(visit)
    return .csv(try await read(report, visit).0.csv, name: report.name)
  }

  private func report(_ visit: Visit) throws -> Records.Report {
    guard let report = Reports.named(visit.parameter("name")) else { throw Problem.notFound("such report") }
    return report
  }

  private func read(_ report: Records.Report, _ visit: Visit) async throws -> (ReportResult, ReportQuery) {
    let ask = try ReportAsk(Query(visit.query, taking: ReportAsk.names), zone: visit.reader.zone)
    return try await reports.read(report, ask, program: visit.program.id)
  }

  /// The same question as the page's, in the same zone.
  private static func query(_ visit: Visit, zone: ReportZone) -> String {
    let asked = ReportAsk.names.filter { $0 != "tz" }.compactMap { name in visit.query[name].map { (name, $0) } }
    return (asked + [("tz", zone.name)]).map {
      "\($0)=\(Referrals.PercentEncoding.encode($1, keeping: .unreserved))"
    }.joined(separator: "&")
  }
}

extension ReportResult {
  /// The report as a table for people: ids are left out where a name stands beside them, and lead to whose they are. So
  /// are columns that hold nothing.
  /// - Parameter file: where all of it is as CSV.
  func table(caption: String, file: String) -> ListTable {
    let shown = columns.indices.filter { place in
      (columns[place].kind != .id || columns[place].name == "overlap_with")
        && (rows.isEmpty || rows.contains { $0[place] != .null })
    }
    let advocate = place(of: "advocate_id")
    var table = ListTable(
      shown.map { TableColumn(columns[$0].name, columns[$0].title, isNumber: columns[$0].isNumber) }, caption: caption,
      empty: "Nothing happened in these days that this report would tell. Choose others, or come back later.")
    table.rows = rows.map { row in
      shown.enumerated().map { order, place in
        var link: String?
        if order == 0, let advocate, case .text(let id) = row[advocate] { link = "/console/advocates/\(id)" }
        if columns[place].name == "overlap_with", case .text(let id) = row[place] {
          return .text("…\(id.suffix(4))", link: "/console/advocates/\(id)")
        }
        return cell(row, place, link: link)
      }
    }
    // What is not added up stays empty.
    table.totals = totals.map { row in shown.map { row[$0] == .null ? .text("") : cell(row, $0) } }
    table.file = file
    return table
  }

  private func cell(_ row: [ReportValue], _ place: Int, link: String? = nil) -> TableCell {
    switch (columns[place].kind, row[place]) {
    case (_, .null): .none
    case (.money(let column), .integer(let amount)):
      self.place(of: column).flatMap { currency in
        if case .text(let code) = row[currency] { Currency(code) } else { nil }
      }.map { .money(amount, $0, link: link) } ?? .count(amount, link: link)
    case (.date, .text(let day)): Day(day).map { .date($0) } ?? .text(day, link: link)
    case (_, .text(let text)): .text(text, link: link)
    case (_, .integer(let count)): .count(count, link: link)
    case (.share, .decimal(let text)): Double(text).map { .share($0) } ?? .text(text)
    case (_, .decimal(let text)): Double(text).map { .number($0, decimals: 3) } ?? .text(text)
    }
  }
}
