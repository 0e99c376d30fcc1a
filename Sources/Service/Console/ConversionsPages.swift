import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals

/// `/console/conversions`: what was sold, and why each is credited as it is.
struct ConversionsPages: Sendable {
  /// How many rows a page has.
  private static let length = 50
  /// How many rows a file has at most.
  private static let longest = 100_000

  var environment: Environment

  var pages: [ConsolePage] {
    [
      ConsolePage(path: "/console/conversions", handle: list),
      ConsolePage(path: "/console/conversions.csv", handle: listFile),
      ConsolePage(path: "/console/conversions/{id}", handle: show),
      ConsolePage(path: "/console/conversions/{id}/sum.csv", handle: sumFile),
      ConsolePage(path: "/console/conversions/{id}/credits.csv", handle: creditsFile),
      ConsolePage(path: "/console/conversions/{id}/ledger.csv", handle: ledgerFile),
    ]
  }

  @Sendable private func list(_ visit: Visit) async throws -> Response {
    let asked = try Asked(visit, now: environment.now())
    let after: Conversion.ID? = visit.query["after"].flatMap { Conversion.ID($0) }
    let table = try await self.table(asked, visit, after: after, limit: Self.length)
    return visit.page(
      "Conversions", section: .overview,
      content: ConversionsPage(asked.form, table: table, reader: visit.reader).content)
  }

  @Sendable private func listFile(_ visit: Visit) async throws -> Response {
    let table = try await table(Asked(visit, now: environment.now()), visit, after: nil, limit: Self.longest)
    return .csv(table.csv, name: "conversions")
  }

  /// What is asked for, and how addresses say it.
  private struct Asked {
    var filter: ConversionTable.Filter
    var form = ConversionsPage.Filter()

    init(_ visit: Visit, now: Timestamp) throws(Problem) {
      let zone = visit.reader.zone
      let query = visit.query
      let shown = ShownDays(visit, now: now)
      let from = try Self.day("from", query) ?? shown.from
      let to = try Self.day("to", query) ?? max(from, shown.to)
      guard from <= to else { throw .init(.badRequest, "invalid_parameter", "The first day is after the last.") }
      filter = .init(time: zone.bounds(from: from, to: to))
      filter.text = query["q"].map { String($0.prefix(Limits.externalID)) }
      filter.customer = query["customer"].map { String($0.prefix(Limits.externalID)) }
      filter.type = query["type"].flatMap { ConversionType(rawValue: $0) }
      filter.kind = query["kind"].flatMap { Ledger.Kind(rawValue: $0) }
      filter.currency = query["currency"].flatMap { Currency($0) }
      filter.isUntraced = query.isOn("untraced")
      form.text = filter.text ?? ""
      form.customer = filter.customer ?? ""
      form.type = filter.type?.rawValue ?? ""
      form.kind = filter.kind?.rawValue ?? ""
      form.currency = filter.currency?.code ?? ""
      form.isUntraced = filter.isUntraced
      form.from = from.description
      form.to = to.description
    }

    private static func day(_ name: String, _ query: FormFields) throws(Problem) -> Day? {
      guard let text = query[name] else { return nil }
      guard let day = Day(text) else {
        throw Problem(.badRequest, "invalid_parameter", "\(name) must be a day as YYYY-MM-DD.", field: name)
      }
      return day
    }

    func path(_ path: String, after: Conversion.ID? = nil) -> String {
      consolePath(
        path,
        [
          "q": form.text, "customer": form.customer, "from": form.from, "to": form.to, "type": form.type,
          "kind": form.kind, "currency": form.currency, "untraced": form.isUntraced ? "on" : nil,
          "after": after?.description,
        ])
    }
  }

  private func table(_ asked: Asked, _ visit: Visit, after: Conversion.ID?, limit: Int) async throws -> ListTable {
    let found = try await environment.database.withConnection { connection in
      try await ConversionTable.page(
        asked.filter, run: try await visit.run(in: connection).run, after: after, limit: limit + 1,
        program: visit.program.id, in: connection)
    }
    let rows = found.prefix(limit)
    func amount(_ name: String, _ title: String) -> TableColumn { TableColumn(name, title, isNumber: true) }
    var table = ListTable(
      [
        TableColumn("conversion_id", "Id", place: .file), TableColumn("external_id", "Conversion"),
        TableColumn("type", "What", place: .file), TableColumn("occurred_at", "When"),
        TableColumn("customer", "Customer"),
        TableColumn("currency", "Currency", place: .file), amount("amount", "Paid"), amount("reversed", "Taken back"),
        amount("net", "Net"), amount("direct", "Direct"), amount("exposure", "Exposure"), amount("chain", "Chain"),
        amount("unattributed", "Unattributed"), TableColumn("source", "Source", place: .file),
      ], caption: "Latest first; each leads to why it is credited as it is",
      empty: "Nothing like that happened then. Choose more days, or leave something out.")
    table.rows = rows.map { row in
      let conversion = row.conversion
      let (currency, path) = (conversion.amount.currency, "/console/conversions/\(conversion.id)")
      return [
        .text(conversion.id.description), .text(conversion.externalID, link: path, note: conversion.type.rawValue),
        .text(conversion.type.rawValue),
        .time(conversion.occurredAt), row.customer.map { .text($0) } ?? .none, .text(currency.code),
        .money(conversion.amount.amount, currency), .money(row.reversed, currency),
        .money(row.net, currency, link: path),
        .money(row.direct, currency), .money(row.exposure, currency), .money(row.chain, currency),
        .money(row.unattributed, currency), .text(conversion.source),
      ]
    }
    table.file = asked.path("/console/conversions.csv")
    if found.count > limit { table.next = asked.path("/console/conversions", after: rows.last?.conversion.id) }
    if after != nil { table.first = asked.path("/console/conversions") }
    return table
  }
}

// MARK: One of them

extension ConversionsPages {
  @Sendable private func show(_ visit: Visit) async throws -> Response {
    let page = try await environment.database.withConnection { connection in
      try await WhyReading(visit, in: connection).page
    }
    return visit.page(page.name, section: .overview, content: page.content)
  }

  @Sendable private func sumFile(_ visit: Visit) async throws -> Response {
    let why = try await environment.database.withConnection { try await WhyReading(visit, in: $0) }
    return .csv(why.page.sum.csv, name: "sum")
  }

  @Sendable private func creditsFile(_ visit: Visit) async throws -> Response {
    let why = try await environment.database.withConnection { try await WhyReading(visit, in: $0) }
    return .csv(why.credits.csv, name: "credits")
  }

  @Sendable private func ledgerFile(_ visit: Visit) async throws -> Response {
    let why = try await environment.database.withConnection { try await WhyReading(visit, in: $0) }
    return .csv(why.ledger.csv, name: "ledger")
  }
}
