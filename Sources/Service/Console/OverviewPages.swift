import HTTPServer
import Pages
import Postgres
import Records
import Referrals

/// `/console`: how a program does, and what waits for somebody.
struct OverviewPages: Sendable {
  var environment: Environment
  var reports: ReportDesk

  var pages: [ConsolePage] {
    [
      ConsolePage(path: "/console", handle: overview),
      ConsolePage(path: "/console/reversals", handle: reversals),
      ConsolePage(path: "/console/reversals.csv", handle: reversalsFile),
    ]
  }

  @Sendable private func overview(_ visit: Visit) async throws -> Response {
    let now = environment.now()
    let program = visit.program
    let shown = ShownDays(visit, now: now)
    let moment = Moment(now, in: shown.zone)
    let ask = try shown.ask()
    // The one that takes longest beside the others, each on a connection of its own.
    async let reading = reports.read(Reports.revenue, ask, program: program.id)
    let isWorkedOut = try await environment.database.withConnection { connection in
      try await Summaries.isSoonThere(program.id, askedAt: now, in: connection)
    }
    let funnel = isWorkedOut ? try await reports.read(Reports.funnel, ask, program: program.id).result : nil
    let (run, today, before, concerns, talk) = try await environment.database.withConnection { connection in
      let run = try await visit.run(in: connection)
      return (
        run, try await DayTotals.of(moment.today, run: run.run, program: program, in: connection),
        try await DayTotals.of(moment.before, run: run.run, program: program, in: connection),
        try await Concerns.of(program.id, at: now, in: connection),
        try await Talk.of(shown.periods, program: program.id, in: connection)
      )
    }
    let revenue = try await reading.result

    var page = OverviewPage(
      today: .init(today), before: .init(before), beforeUntil: moment.before.upperBound, reader: visit.reader)
    page.days = shown.count
    page.choices = ShownDays.choices
    page.files = shown.path
    page.periods = shown.periods.map(\.first)
    page.period = shown.title
    page.concerns = concerns
    page.model = "\(run.attribution.model.replacing("_", with: " ")), run \(run.run)"
    page.revenue = revenue.revenue(shown, own: program.currency)
    page.talk = [
      .init("Shares", talk.shares), .init("New sharers", talk.newSharers),
      .init("Clicks", revenue.values(of: "clicks", currency: program.currency.code, over: shown.periods)),
      .init("Brought in", talk.broughtIn),
    ]
    page.response = [("Leads", "leads"), ("Signups", "signups"), ("Sales", "sales"), ("Renewals", "renewals")]
      .map { .init($0, revenue.sums(of: $1, over: shown.periods)) }
    page.response += revenue.currencies(own: program.currency).map { currency in
      .init(
        "Net revenue in \(currency.code)",
        revenue.values(of: "net", currency: currency.code, over: shown.periods), currency: currency)
    }
    page.isWorkedOut = isWorkedOut
    page.stages = funnel?.stages ?? []
    page.asOf = funnel?.asOf
    return visit.page("Overview", section: .overview, content: page.content, scripts: ["chart.js"])
  }

  @Sendable private func reversals(_ visit: Visit) async throws -> Response {
    var table = try await reversalTable(visit, limit: 200)
    table.file = "/console/reversals.csv"
    return visit.page(
      "Reversals", section: .overview,
      content: TablePage(
        title: "Reversals that changed nothing",
        meaning:
          "Some wait for the conversion that they name, and count as soon as it comes; others were more than was left of it.",
        table: table, reader: visit.reader
      ).content)
  }

  @Sendable private func reversalsFile(_ visit: Visit) async throws -> Response {
    .csv(try await reversalTable(visit, limit: 100_000).csv, name: "reversals")
  }

  private func reversalTable(_ visit: Visit, limit: Int) async throws -> ListTable {
    let found = try await environment.database.withConnection { connection in
      try await Reversals.withoutEffect(limit: limit, program: visit.program.id, in: connection)
    }
    var table = ListTable(
      [
        TableColumn("external_id", "Reversal"), TableColumn("conversion", "Of the conversion"),
        TableColumn("status", "Status"), TableColumn("reason", "Reason"),
        TableColumn("amount", "Minor units", isNumber: true), TableColumn("occurred_at", "When"),
      ], caption: "Newest first", empty: "Every reversal has found its conversion, and fits it. There is nothing to do."
    )
    table.rows = found.map { reversal in
      [
        .text(reversal.externalID), .text(reversal.conversion),
        .chip(reversal.status.rawValue, isGood: reversal.status == .refused ? false : nil),
        .text(reversal.reason.rawValue), .count(reversal.amount), .time(reversal.occurredAt),
      ]
    }
    return table
  }
}

/// Today, and the same day a week before until the same time.
private struct Moment {
  let today: Range<Timestamp>
  let before: Range<Timestamp>

  /// Both end with the quarter of an hour that has begun, the smallest part of time that rollups know.
  init(_ now: Timestamp, in zone: ReportZone) {
    let day = zone.day(at: now)
    let start = zone.start(of: day)
    let end = Counts.slice(of: now) + .minutes(15)
    let before = zone.start(of: day.advanced(by: -7))
    today = start..<max(end, start)
    self.before = before..<(before + (today.upperBound - today.lowerBound))
  }
}

extension OverviewPage.Totals {
  fileprivate init(_ totals: DayTotals) {
    self.init(
      revenue: totals.revenue.map { .init($0.currency, net: $0.net, credited: $0.credited) }, clicks: totals.clicks,
      leads: totals.leads, sales: totals.sales)
  }
}

extension ReportResult {
  /// The currencies there are, the program's own first.
  fileprivate func currencies(own: Currency) -> [Currency] {
    guard let place = place(of: "currency") else { return [own] }
    var found: [Currency] = [own]
    for row in totals {
      if case .text(let code) = row[place], let currency = Currency(code), !found.contains(currency) {
        found.append(currency)
      }
    }
    return found
  }

  /// What a column says of each period in a currency; 0 where there is no row.
  fileprivate func values(of column: String, currency: String, over periods: [ReportPeriod]) -> [Int64] {
    guard let value = place(of: column), let period = place(of: "period"), let code = place(of: "currency") else {
      return periods.map { _ in 0 }
    }
    var values: [String: Int64] = [:]
    for row in rows where row[code] == .text(currency) {
      if case .text(let day) = row[period], case .integer(let amount) = row[value] { values[day] = amount }
    }
    return periods.map { values[$0.first.description] ?? 0 }
  }

  /// What a column of counts says of each period, whatever the currency.
  fileprivate func sums(of column: String, over periods: [ReportPeriod]) -> [Int64] {
    guard let value = place(of: column), let period = place(of: "period") else { return periods.map { _ in 0 } }
    var values: [String: Int64] = [:]
    for row in rows {
      if case .text(let day) = row[period], case .integer(let amount) = row[value] { values[day, default: 0] += amount }
    }
    return periods.map { values[$0.first.description] ?? 0 }
  }

  fileprivate func revenue(_ shown: ShownDays, own: Currency) -> [OverviewPage.Revenue] {
    currencies(own: own).map { currency in
      OverviewPage.Revenue(
        currency,
        kinds: Ledger.Kind.allCases.map { kind in
          (
            name: kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst(),
            amounts: values(of: kind.rawValue, currency: currency.code, over: shown.periods),
            link: consolePath(
              "/console/conversions",
              [
                "from": shown.from.description, "to": shown.to.description, "currency": currency.code,
                "kind": kind.rawValue,
              ])
          )
        })
    }
  }

  fileprivate var stages: [OverviewPage.Stage] {
    guard let stage = place(of: "stage"), let people = place(of: "people"), let moved = place(of: "moved") else {
      return []
    }
    return rows.compactMap { row in
      guard case .text(let name) = row[stage], case .integer(let count) = row[people] else { return nil }
      var went: Int64?
      if case .integer(let number) = row[moved] { went = number }
      return .init(
        name.prefix(1).uppercased() + name.dropFirst(), meaning: Self.meanings[name] ?? "", people: count, moved: went)
    }
  }

  private static let meanings = [
    "awareness": "could see a share", "consideration": "followed a link", "preference": "a lead or signed up",
    "action": "bought", "loyalty": "bought again", "advocacy": "bought and share",
  ]
}
