import Attribution
import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals
import StrictJSON

/// `/console/attribution`: how credit is counted, and what another way would change.
struct AttributionPages: Sendable {
  var environment: Environment
  var reports: ReportDesk

  var pages: [ConsolePage] {
    [
      ConsolePage(path: "/console/attribution", handle: show),
      ConsolePage(path: "/console/attribution/preview", handle: preview),
      ConsolePage(path: "/console/attribution/preview.csv", handle: previewFile),
      ConsolePage(path: "/console/attribution/runs.csv", handle: download),
      ConsolePage(method: .post, path: "/console/attribution/recount", role: .operate, handle: recount),
    ]
  }

  /// How many advocates of each currency a preview names.
  private static let named = 12
  /// How long one may take.
  private static let patience = "8s"

  @Sendable private func show(_ visit: Visit) async throws -> Response {
    var settings = visit.program.attribution
    var part: RecountPreviewPart?
    var fault: String?
    do {
      settings = try visit.query.attribution(changing: settings)
      part = try await self.part(settings, visit)
    } catch let problem as Problem {
      fault = problem.detail
    }
    let runs = try await environment.database.withConnection { try await Runs.all(program: visit.program.id, in: $0) }
    let ask = try ReportAsk(Query(.empty, taking: []), zone: visit.reader.zone)
    let (models, query) = try await reports.read(Reports.models, ask, program: visit.program.id)
    let page = AttributionPage(
      runs: Self.table(runs),
      models: (Models.names + FittedModels.all.map(\.name)).map { .init($0, isChosen: $0 == settings.model) },
      windowDays: String(settings.windowDays), halfLifeDays: Self.text(settings.halfLifeDays), preview: part,
      fault: fault,
      comparison: models.table(
        caption: "Credit of the last 30 days by every model that has a run",
        file:
          "/console/reports/models/csv?tz=\(Referrals.PercentEncoding.encode(query.zone.name, keeping: .unreserved))"),
      meaning: Reports.models.meaning, caveat: Reports.models.caveat, reader: visit.reader)
    return visit.page(
      "Attribution", section: .attribution, content: page.content, scripts: ["preview.js"],
      status: fault == nil ? .ok : .unprocessableContent)
  }

  @Sendable private func download(_ visit: Visit) async throws -> Response {
    let runs = try await environment.database.withConnection { try await Runs.all(program: visit.program.id, in: $0) }
    return .csv(Self.table(runs).csv, name: "runs")
  }

  private static func table(_ runs: [Runs.Entry]) -> ListTable {
    var table = ListTable(
      [
        TableColumn("run", "Run"), TableColumn("model", "Model"),
        TableColumn("window_days", "Window, days", isNumber: true),
        TableColumn("half_life_days", "Half-life, days", isNumber: true), TableColumn("state", "State"),
        TableColumn("created_at", "Begun"),
      ], caption: "Each counts every conversion its own way", empty: "There is no run yet.")
    table.rows = runs.map { run in
      [
        .count(Int64(run.run)), .text(run.attribution.model), .count(Int64(run.attribution.windowDays)),
        .number(run.attribution.halfLifeDays, decimals: 2), state(of: run), .time(run.createdAt),
      ]
    }
    table.file = "/console/attribution/runs.csv"
    return table
  }

  /// How far a run is, in words.
  private static func state(of run: Runs.Entry) -> TableCell {
    run.isLive ? (run.isCurrent ? .chip("current", isGood: true) : .chip("kept beside")) : .chip("counting")
  }

  /// The part of the page that says what would change, for the script that moves it.
  @Sendable private func preview(_ visit: Visit) async throws -> Response {
    let settings = try visit.query.attribution(changing: visit.program.attribution)
    return .page(try await part(settings, visit).html)
  }

  /// One of the preview's tables.
  @Sendable private func previewFile(_ visit: Visit) async throws -> Response {
    let settings = try visit.query.attribution(changing: visit.program.attribution)
    guard let subject = try visit.query.choice("table", of: RecountPreviewPart.Subject.self),
      let part = try await parts(settings, visit).1.first(where: { $0.currency.code == visit.query["currency"] })
    else { throw Problem.notFound("such table") }
    return .csv(part.table(of: subject).csv, name: "preview-\(subject.rawValue)")
  }

  @Sendable private func recount(_ visit: Visit) async throws -> Response {
    let settings = try visit.form.attribution(changing: visit.program.attribution)
    let becomesCurrent = visit.form["current"] != "false"
    let now = environment.now()
    let run = try await environment.database.transaction { connection in
      try await Recount.begin(
        settings, becomesCurrent: becomesCurrent, by: visit.author, maySet: visit.mayChange, at: now, in: connection)
    }
    return visit.redirect(
      to: "/console/attribution",
      saying: becomesCurrent
        ? "Run \(run.run) has begun to count. Reports go by it once it has caught up."
        : "Run \(run.run) has begun to count, beside the one that reports go by.")
  }

  private func part(_ settings: AttributionSettings, _ visit: Visit) async throws -> RecountPreviewPart {
    let (preview, parts) = try await parts(settings, visit)
    let halfLifeDays = Self.text(settings.halfLifeDays)
    return RecountPreviewPart(
      conversions: preview.conversions, since: preview.since, parts: parts,
      recount: visit.session.role >= .operate
        ? .init(
          model: settings.model, windowDays: String(settings.windowDays), halfLifeDays: halfLifeDays, csrf: visit.csrf)
        : nil,
      file: { subject, currency in
        consolePath(
          "/console/attribution/preview.csv",
          [
            "table": subject.rawValue, "currency": currency.code, "model": settings.model,
            "window_days": String(settings.windowDays), "half_life_days": halfLifeDays,
          ])
      }, reader: visit.reader)
  }

  /// What would change, and that of each currency, the program's own first.
  private func parts(
    _ settings: AttributionSettings, _ visit: Visit
  ) async throws -> (RecountPreview, [RecountPreviewPart.Part]) {
    let program = visit.program.id
    let now = environment.now()
    let (preview, names) = try await environment.database.transaction { connection in
      // A program with a large graph may have more to look at than anybody waits for.
      try await connection.execute("SELECT set_config('statement_timeout', \(Self.patience), true)")
      let preview: RecountPreview
      do {
        preview = try await RecountPreview.of(settings, at: now, program: program, in: connection)
      } catch let error as PostgresError where error.sqlState == .queryCanceled {
        throw Problem(.serviceUnavailable, "unavailable", "It takes too long to preview. A recount will still do it.")
      }
      let moved = preview.moved(Self.named)
      return (preview, try await Advocates.names(of: moved.map(\.advocate), program: program, in: connection))
    }
    return (preview, preview.parts(moved: preview.moved(Self.named), names: names, first: visit.program.currency))
  }

  /// A number as forms carry it.
  private static func text(_ number: Double) -> String {
    number == number.rounded() ? String(Int(number)) : String(number)
  }
}

extension RecountPreview {
  /// Of each currency, the advocates for whom most would change.
  fileprivate func moved(_ most: Int) -> [Holder] {
    let byCurrency = Dictionary(grouping: advocates.filter { $0.value.now != $0.value.then }) { $0.key.currency }
    return byCurrency.values.flatMap { lines in
      lines.sorted { left, right in
        let (one, other) = (abs(left.value.then - left.value.now), abs(right.value.then - right.value.now))
        return (other, left.key.advocate.description) < (one, right.key.advocate.description)
      }.prefix(most).map(\.key)
    }
  }

  /// What changes in each currency: by kind, and for those for whom most does.
  fileprivate func parts(moved: [Holder], names: [Advocate.ID: String], first: Currency) -> [RecountPreviewPart.Part] {
    let kinds: [(String, KeyPath<Sums, Int64>)] = [
      ("Direct", \.direct), ("Exposure", \.exposure), ("Chain", \.chain), ("Unattributed", \.unattributed),
    ]
    return sums.sorted { ($0.key != first ? 1 : 0, $0.key.code) < ($1.key != first ? 1 : 0, $1.key.code) }
      .map { currency, sums in
        RecountPreviewPart.Part(
          currency: currency,
          kinds: kinds.map { ($0.0, .init(now: sums.now[keyPath: $0.1], then: sums.then[keyPath: $0.1])) },
          advocates: moved.filter { $0.currency == currency }.compactMap { holder in
            advocates[holder].map { change in
              (
                names[holder.advocate] ?? holder.advocate.description, "/console/advocates/\(holder.advocate)",
                .init(now: change.now, then: change.then)
              )
            }
          })
      }
  }
}
