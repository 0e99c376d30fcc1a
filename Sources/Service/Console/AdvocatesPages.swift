import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals

/// `/console/advocates`: those who share, and each of them.
struct AdvocatesPages: Sendable {
  /// How many rows a page has.
  private static let length = 50
  /// How many rows a file has at most.
  private static let longest = 100_000

  var environment: Environment
  private let links: LinkSetup
  private let kept = KeptAnswers<AdvocateStandings.Question>(room: 1_000_000)

  init(environment: Environment) {
    self.environment = environment
    links = LinkSetup(address: environment.address)
  }

  var pages: [ConsolePage] {
    [
      ConsolePage(path: "/console/advocates", handle: list),
      ConsolePage(path: "/console/advocates.csv", handle: listFile),
      ConsolePage(path: "/console/advocates/{id}", handle: show),
      ConsolePage(method: .post, path: "/console/advocates/{id}/page", role: .operate, handle: renew),
      ConsolePage(path: "/console/advocates/{id}/links.csv", handle: linksFile),
      ConsolePage(path: "/console/advocates/{id}/overlaps.csv", handle: overlapsFile),
      ConsolePage(path: "/console/advocates/{id}/ripple.csv", handle: rippleFile),
      ConsolePage(path: "/console/advocates/{id}/credit.csv", handle: creditFile),
      ConsolePage(path: "/console/advocates/{id}/credits.csv", handle: creditsFile),
    ]
  }
}

// MARK: The table

extension AdvocatesPages {
  @Sendable private func list(_ visit: Visit) async throws -> Response {
    let now = environment.now()
    let after: Advocate.ID? = visit.query["after"].flatMap { Advocate.ID($0) }
    let (asked, table, currencies) = try await read(visit, after: after, limit: Self.length, now: now)
    var filter = AdvocatesPage.Filter()
    filter.text = asked.question.text ?? ""
    filter.campaign = asked.question.campaign ?? ""
    filter.days = asked.shown.count
    filter.currency = asked.question.currency.code
    let chosen = asked.question.currency
    filter.currencies = ([visit.program.currency] + currencies + [chosen]).reduce(into: []) { codes, currency in
      if !codes.contains(currency.code) { codes.append(currency.code) }
    }
    filter.order = asked.order
    return visit.page(
      "Advocates", section: .advocates,
      content: AdvocatesPage(filter, table: table, reader: visit.reader).content)
  }

  @Sendable private func listFile(_ visit: Visit) async throws -> Response {
    let (_, table, _) = try await read(visit, after: nil, limit: Self.longest, now: environment.now())
    return .csv(table.csv, name: "advocates")
  }

  private func read(
    _ visit: Visit, after: Advocate.ID?, limit: Int, now: Timestamp
  ) async throws -> (asked: Asked, table: ListTable, currencies: [Currency]) {
    let asked = try await environment.database.withConnection { try await Asked(visit, now: now, in: $0) }
    let (standings, asOf) = try await kept.answer(
      to: asked.question.standings(of: visit.program.id), at: now, in: environment.database)
    let table = try await environment.database.withConnection { connection in
      let found = try await AdvocateTable.page(
        asked.question, of: standings, after: after, limit: limit + 1, program: visit.program.id, in: connection)
      return try await self.table(found, asked, visit, asOf: asOf, after: after, limit: limit, in: connection)
    }
    return (asked, table, standings.currencies)
  }

  /// What is asked for, and how addresses say it.
  private struct Asked {
    let shown: ShownDays
    let question: AdvocateTable.Question
    /// `total`, or `-total` with the least first.
    let order: String

    init(_ visit: Visit, now: Timestamp, in connection: Connection) async throws {
      let shown = ShownDays(visit, now: now)
      let run = try await visit.run(in: connection)
      var question = AdvocateTable.Question(
        time: shown.time, run: run.run,
        currency: visit.query["currency"].flatMap { Currency($0) } ?? visit.program.currency)
      question.text = visit.query["q"].map { String($0.prefix(200)) }
      question.campaign = visit.query["campaign"].map { String($0.prefix(200)) }
      let order = visit.query["order"] ?? ""
      let isTurned = order.hasPrefix("-")
      question.order = AdvocateTable.Order(rawValue: String(isTurned ? order.dropFirst() : order[...])) ?? .total
      question.isAscending = question.order.isUsuallyAscending != isTurned
      self.shown = shown
      self.question = question
      self.order = (isTurned ? "-" : "") + question.order.rawValue
    }

    func path(_ path: String, order: String? = nil, after: Advocate.ID? = nil) -> String {
      consolePath(
        path,
        [
          "q": question.text, "campaign": question.campaign, "days": "\(shown.count)",
          "currency": question.currency.code, "order": order ?? self.order, "after": after?.description,
        ])
    }

    /// How the table is ordered by a column: by the one that it is ordered by already, the other way round.
    func sorting(_ order: AdvocateTable.Order) -> TableColumn.Sorting {
      let isHere = order == question.order
      let isTurned = isHere && !self.order.hasPrefix("-")
      return TableColumn.Sorting(
        link: path("/console/advocates", order: (isTurned ? "-" : "") + order.rawValue),
        isAscending: isHere ? question.isAscending : nil)
    }
  }

  private func table(
    _ found: AdvocateTable, _ asked: Asked, _ visit: Visit, asOf: Timestamp?, after: Advocate.ID?, limit: Int,
    in connection: Connection
  ) async throws -> ListTable {
    let rows = found.rows.prefix(limit)
    let recruiters = try await Advocates.names(
      of: rows.compactMap(\.recruiter), program: visit.program.id, in: connection)
    let currency = asked.question.currency
    func column(_ order: AdvocateTable.Order, _ title: String) -> TableColumn {
      TableColumn(order.rawValue, title, isNumber: true, sorting: asked.sorting(order))
    }
    let moment = asOf.map { ", as of \(visit.reader.time($0).text)" } ?? ""
    let caption =
      "\(visit.reader.number(found.sums.advocates)) advocates; clicks and credit in \(currency.code) of \(asked.shown.count) days\(moment)"
    let isFiltered = asked.question.text != nil || asked.question.campaign != nil
    var table = ListTable(
      [
        TableColumn("advocate_id", "Id", place: .file), TableColumn("external_id", "External id", place: .file),
        TableColumn("email", "E-mail", place: .file),
        TableColumn("name", "Advocate", sorting: asked.sorting(.name)), TableColumn("recruiter", "Brought in by"),
        TableColumn("joined_at", "Since", sorting: asked.sorting(.joined)),
        column(.clicks, "Clicks"), column(.conversions, "Conversions"),
        TableColumn("currency", "Currency", place: .file), column(.direct, "Direct"), column(.exposure, "Exposure"),
        column(.chain, "Chain"), column(.total, "Total"), column(.reach, "2 hops"),
      ], caption: caption,
      empty: isFiltered
        ? "Nobody is like that. Look for less of the name, or leave the campaign out."
        : "Nobody shares yet. Make somebody an advocate by POST /v1/advocates, or bring them along by resonance import people."
    )
    table.rows = rows.map { row in
      let path = "/console/advocates/\(row.advocate)"
      let isNameless = row.name == nil
      return [
        .text(row.advocate.description), .text(row.externalID), row.email.map { .text($0) } ?? .none,
        .text(
          row.name ?? row.externalID, link: path,
          note: row.isPaused ? "paused" : isNameless ? nil : row.email ?? row.externalID),
        row.recruiter.map { .text(recruiters[$0] ?? $0.description, link: "/console/advocates/\($0)") } ?? .none,
        .day(row.joinedAt), .count(row.clicks), .count(row.conversions), .text(currency.code),
        .money(row.direct, currency), .money(row.exposure, currency), .money(row.chain, currency),
        .money(row.total, currency, link: "\(path)#credits"), row.reach.map { .count($0) } ?? .none,
      ]
    }
    table.totals = [
      [
        .none, .none, .none, .text("All \(visit.reader.number(found.sums.advocates))"), .text(""), .text(""),
        .count(found.sums.clicks), .text(""), .none, .money(found.sums.direct, currency),
        .money(found.sums.exposure, currency), .money(found.sums.chain, currency),
        .money(found.sums.total, currency), .text(""),
      ]
    ]
    table.file = asked.path("/console/advocates.csv")
    if found.rows.count > limit { table.next = asked.path("/console/advocates", after: rows.last?.advocate) }
    if after != nil { table.first = asked.path("/console/advocates") }
    return table
  }
}

extension AdvocateStandings.Question: KeptQuestion {
  @concurrent func answer(at now: Timestamp, in pool: Pool) async throws -> AdvocateStandings {
    try await pool.transaction { try await AdvocateStandings.of(self, in: $0) }
  }

  static func rows(of answer: AdvocateStandings) -> Int { answer.standings.count }
}

// MARK: One of them

extension AdvocatesPages {
  /// How many links one page shows.
  private static let mostLinks = 100
  /// How many recruits of somebody are shown: of the one whose page it is, of their recruits, and of theirs;
  /// so few that the page stays under 100 kB.
  private static let ripple = [12, 4, 3]

  @Sendable private func show(_ visit: Visit) async throws -> Response {
    let now = environment.now()
    let shown = ShownDays(visit, now: now)
    let program = visit.program.id
    let after: Conversion.ID? = visit.query["after"].flatMap { Conversion.ID($0) }
    let page = try await environment.database.withConnection { connection in
      let advocate = try await self.advocate(visit, in: connection)
      let run = try await visit.run(in: connection)
      let named = try await Consents.mayBeNamed(advocate.person, program: program, in: connection)
      var page = AdvocatePage(
        path: "/console/advocates/\(advocate.id)",
        name: named ? advocate.name ?? advocate.externalID : advocate.externalID,
        links: try await self.linkTable(advocate, shown, limit: Self.mostLinks, visit, in: connection),
        overlaps: Self.overlapColumns,
        credits: try await self.creditTable(
          advocate, run: run.run, after: after, limit: Self.length, visit, in: connection), reader: visit.reader)
      page.isPaused = advocate.pausedAt != nil
      if visit.mayOperate, !advocate.isErased {
        page.own = AdvocatePage.Own(
          try await PortalAddresses(of: program, at: self.environment.address, in: connection).url(of: advocate),
          renewal: ConsoleForm(
            action: "\(page.path)/page", csrf: visit.csrf, button: "Give it another address", weight: .danger))
      }
      page.days = shown.count
      page.periods = shown.periods.map(\.first)
      page.period = shown.title
      page.facts = try await self.facts(advocate, isNamed: named, visit, in: connection)
      page.credit = Self.series(
        try await AdvocateStory.credit(
          of: advocate.id, run: run.run, periods: shown.periods, program: program, in: connection),
        periods: shown.periods.count)
      if let reach = try await AdvocateStory.reach(of: advocate.id, program: program, in: connection) {
        page.reach = .init(hops: reach.hops, exclusive: reach.exclusive, came: reach.came, asOf: reach.asOf)
        page.overlaps = try await self.overlapTable(reach, of: advocate.id, visit, in: connection)
      }
      page.recruits = try await Recruits.count(of: advocate.id, program: program, in: connection)
      if page.recruits > 0 {
        page.ripple = try await self.ripple(of: advocate.id, visit, in: connection)
          .tree(called: page.name, recruits: page.recruits, for: visit.reader)
      }
      return page
    }
    return visit.page(page.name, section: .advocates, content: page.content, scripts: ["chart.js", "tree.js"])
  }

  @Sendable private func renew(_ visit: Visit) async throws -> Response {
    let now = environment.now()
    let advocate = try await environment.database.transaction { connection in
      let advocate = try await self.advocate(visit, in: connection)
      guard !advocate.isErased else { throw Problem.notFound("such advocate") }
      try await PortalRenewal.make(for: advocate, by: visit.author, at: now, in: connection)
      return advocate
    }
    return visit.redirect(
      to: "/console/advocates/\(advocate.id)#own-page",
      saying: "The page has another address. Whoever had the old one is out: send the new one to the advocate.")
  }

  private func advocate(_ visit: Visit, in connection: Connection) async throws -> Advocate {
    guard let id = Advocate.ID(visit.parameter("id")),
      let advocate = try await Advocates.find(id, program: visit.program.id, in: connection)
    else { throw Problem.notFound("such advocate") }
    return advocate
  }

  private func facts(
    _ advocate: Advocate, isNamed: Bool, _ visit: Visit, in connection: Connection
  ) async throws -> [AdvocatePage.Fact] {
    var facts = [AdvocatePage.Fact("External id", .text(advocate.externalID))]
    if isNamed {
      if let email = advocate.email { facts.append(.init("E-mail", .text(email))) }
    } else {
      facts.append(.init("Name", .text("not to be shown, by their own word")))
    }
    facts.append(.init("Advocate since", .day(advocate.createdAt)))
    if let recruiter = advocate.recruiter {
      let names = try await Advocates.names(of: [recruiter], program: visit.program.id, in: connection)
      facts.append(
        .init("Brought in by", .text(names[recruiter] ?? "somebody", link: "/console/advocates/\(recruiter)")))
    }
    if let paused = advocate.pausedAt { facts.append(.init("Paused since", .time(paused))) }
    facts.append(.init("Id", .text(advocate.id.description)))
    return facts
  }

  /// What they were credited in each period, as the chart says it: of one currency where the query names it.
  @Sendable private func creditFile(_ visit: Visit) async throws -> Response {
    let shown = ShownDays(visit, now: environment.now())
    let credit = try await environment.database.withConnection { connection in
      let advocate = try await self.advocate(visit, in: connection)
      return try await AdvocateStory.credit(
        of: advocate.id, run: try await visit.run(in: connection).run, periods: shown.periods,
        program: visit.program.id, in: connection)
    }
    var series = Self.series(credit, periods: shown.periods.count)
    if let code = visit.query["currency"] { series.removeAll { $0.currency.code != code } }
    return .csv(series.table(of: shown.periods.map(\.first)).csv, name: "credit")
  }

  private static func series(_ credit: [AdvocateStory.PeriodCredit], periods: Int) -> [AdvocatePage.Credit] {
    var currencies: [Currency] = []
    for part in credit where !currencies.contains(part.currency) { currencies.append(part.currency) }
    return currencies.map { currency in
      var (direct, exposure, chain) = (
        [Int64](repeating: 0, count: periods), [Int64](repeating: 0, count: periods),
        [Int64](repeating: 0, count: periods)
      )
      for part in credit where part.currency == currency && (0..<periods).contains(part.period) {
        direct[part.period] = part.direct
        exposure[part.period] = part.exposure
        chain[part.period] = part.chain
      }
      return AdvocatePage.Credit(currency, direct: direct, exposure: exposure, chain: chain)
    }
  }

  /// Those whom an advocate brought in, and whom these did, as far down as a page can show.
  private func ripple(
    of advocate: Advocate.ID, _ visit: Visit, in connection: Connection
  ) async throws -> ShownRipple {
    var below: [Advocate.ID: [Recruits.Recruit]] = [:]
    var level = [advocate]
    for limit in Self.ripple {
      let found = try await Recruits.first(limit, of: level, program: visit.program.id, in: connection)
      for recruit in found { below[recruit.recruiter, default: []].append(recruit) }
      // Whoever would come round to somebody already there is not followed further.
      level = found.map(\.advocate).filter { below[$0] == nil && $0 != advocate }
    }
    let names = try await Advocates.names(
      of: [advocate] + below.values.flatMap { $0.map(\.advocate) }, program: visit.program.id, in: connection)
    return ShownRipple(root: advocate, below: below, names: names, depth: Self.ripple.count)
  }

  @Sendable private func rippleFile(_ visit: Visit) async throws -> Response {
    let ripple = try await environment.database.withConnection { connection in
      try await self.ripple(of: try await self.advocate(visit, in: connection).id, visit, in: connection)
    }
    return .csv(ripple.table.csv, name: "ripple")
  }
}

// MARK: Their tables

extension AdvocatesPages {
  @Sendable private func linksFile(_ visit: Visit) async throws -> Response {
    let shown = ShownDays(visit, now: environment.now())
    let table = try await environment.database.withConnection { connection in
      try await self.linkTable(
        try await self.advocate(visit, in: connection), shown, limit: Self.longest, visit, in: connection)
    }
    return .csv(table.csv, name: "links")
  }

  private func linkTable(
    _ advocate: Advocate, _ shown: ShownDays, limit: Int, _ visit: Visit, in connection: Connection
  ) async throws -> ListTable {
    let found = try await AdvocateStory.links(
      of: advocate.id, during: shown.time, limit: limit, program: visit.program.id, in: connection)
    var table = ListTable(
      [
        TableColumn("link_id", "Id", place: .file), TableColumn("url", "Link"), TableColumn("campaign", "Campaign"),
        TableColumn("channel", "Channel"), TableColumn("clicks", "Clicks", isNumber: true),
        TableColumn("repeats", "Again", isNumber: true), TableColumn("bots", "Bots", isNumber: true),
        TableColumn("created_at", "Made"), TableColumn("state", "State"),
      ], caption: "What came through each link in \(shown.count) days",
      empty: "No link. Make one by POST /v1/links with this advocate's id.")
    let now = environment.now()
    table.rows = found.map { row in
      let state: TableCell =
        if row.link.disabledAt != nil {
          .chip("switched off", isGood: false)
        } else if let end = row.link.expiresAt, end <= now {
          .chip("expired", isGood: false)
        } else {
          .chip("works", isGood: true)
        }
      return [
        .text(row.link.id.description), .text(links.url(of: row.link)), row.link.campaign.map { .text($0) } ?? .none,
        row.link.channel.map { .text($0) } ?? .none, .count(row.clicks), .count(row.repeats), .count(row.bots),
        .day(row.link.createdAt), state,
      ]
    }
    table.file = "/console/advocates/\(advocate.id)/links.csv?days=\(shown.count)"
    return table
  }

  private static let overlapColumns = ListTable(
    [
      TableColumn("advocate_id", "Id", place: .file), TableColumn("advocate", "Also reached by"),
      TableColumn("people", "Both reach", isNumber: true), TableColumn("reach", "They reach", isNumber: true),
      TableColumn("share", "of theirs", isNumber: true),
    ], caption: "Those who reach most of the same people", empty: "Nobody known reaches the same people.")

  @Sendable private func overlapsFile(_ visit: Visit) async throws -> Response {
    let table = try await environment.database.withConnection { connection in
      let advocate = try await self.advocate(visit, in: connection)
      guard
        let reach = try await AdvocateStory.reach(of: advocate.id, program: visit.program.id, in: connection)
      else { return Self.overlapColumns }
      return try await self.overlapTable(reach, of: advocate.id, visit, in: connection)
    }
    return .csv(table.csv, name: "overlaps")
  }

  private func overlapTable(
    _ reach: AdvocateStory.Reach, of advocate: Advocate.ID, _ visit: Visit, in connection: Connection
  ) async throws -> ListTable {
    let names = try await Advocates.names(
      of: reach.overlaps.map(\.advocate), program: visit.program.id, in: connection)
    var table = Self.overlapColumns
    table.rows = reach.overlaps.map { overlap in
      [
        .text(overlap.advocate.description),
        .text(names[overlap.advocate] ?? "somebody", link: "/console/advocates/\(overlap.advocate)"),
        .count(overlap.people), .count(overlap.reach),
        overlap.reach > 0 ? .share(min(1, Double(overlap.people) / Double(overlap.reach))) : .none,
      ]
    }
    table.file = "/console/advocates/\(advocate)/overlaps.csv"
    return table
  }

  @Sendable private func creditsFile(_ visit: Visit) async throws -> Response {
    let table = try await environment.database.withConnection { connection in
      let advocate = try await self.advocate(visit, in: connection)
      return try await self.creditTable(
        advocate, run: try await visit.run(in: connection).run, after: nil, limit: Self.longest, visit, in: connection)
    }
    return .csv(table.csv, name: "credits")
  }

  private func creditTable(
    _ advocate: Advocate, run: Int, after: Conversion.ID?, limit: Int, _ visit: Visit, in connection: Connection
  ) async throws -> ListTable {
    let found = try await AdvocateStory.credits(
      of: advocate.id, run: run, after: after, limit: limit + 1, program: visit.program.id, in: connection)
    let rows = found.prefix(limit)
    var table = ListTable(
      [
        TableColumn("conversion_id", "Id", place: .file), TableColumn("conversion", "Conversion"),
        TableColumn("type", "What", place: .file), TableColumn("occurred_at", "When"),
        TableColumn("currency", "Currency", place: .file), TableColumn("amount", "Paid", isNumber: true),
        TableColumn("direct", "Direct", isNumber: true), TableColumn("exposure", "Exposure", isNumber: true),
        TableColumn("chain", "Chain", isNumber: true), TableColumn("total", "Credit", isNumber: true),
      ], caption: "Latest first, of all time; each leads to why",
      empty: "No conversion is credited to them so far.")
    table.rows = rows.map { credit in
      let conversion = credit.conversion
      let (currency, path) = (conversion.amount.currency, "/console/conversions/\(conversion.id)")
      return [
        .text(conversion.id.description), .text(conversion.externalID, link: path, note: conversion.type.rawValue),
        .text(conversion.type.rawValue),
        .time(conversion.occurredAt), .text(currency.code), .money(conversion.amount.amount, currency),
        .money(credit.direct, currency), .money(credit.exposure, currency), .money(credit.chain, currency),
        .money(credit.total, currency, link: path),
      ]
    }
    let path = "/console/advocates/\(advocate.id)"
    table.file = "\(path)/credits.csv"
    let days = visit.query["days"]
    if found.count > limit, let last = rows.last {
      table.next = consolePath(path, ["days": days, "after": last.conversion.id.description]) + "#credits"
    }
    if after != nil { table.first = consolePath(path, ["days": days]) + "#credits" }
    return table
  }
}
