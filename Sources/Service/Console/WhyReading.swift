import Pages
import Postgres
import Records
import Referrals

/// How much of a long list a page shows.
private let shown = 50

/// One conversion with all that decided what became of its revenue, in the run that is looked at.
struct WhyReading: Sendable {
  private let visit: Visit
  private let conversion: Conversion
  private let customer: String?
  private let run: Runs.Entry
  private let runs: [Runs.Entry]
  private let reversals: [Reversal]
  private let balances: [Ledger.Account: Int64]
  private let entries: [Ledger.Entry]
  private let path: CreditFacts.Path
  private let basis: Conversions.Basis
  private let learnt: [Advocate.ID: String]
  private let names: [Advocate.ID: String]
  private let rule: TouchReasons
  /// The touches, the first first.
  private let journey: [Journeys.Touch]
  /// The touches of each line of credits.
  private let touches: [Line: [Journeys.Touch]]

  /// Reads the conversion that a page's path names, by its id or its external id.
  init(_ visit: Visit, in connection: Connection) async throws {
    let program = visit.program.id
    let name = visit.parameter("id")
    var found: Conversion?
    if let id = Conversion.ID(name) { found = try await Conversions.find(id, program: program, in: connection) }
    if found == nil { found = try await Conversions.find(externalID: name, program: program, in: connection) }
    guard let conversion = found else { throw Problem.notFound("such conversion") }
    self.visit = visit
    self.conversion = conversion
    run = try await visit.run(in: connection)
    runs = try await Runs.all(program: program, in: connection)
    reversals = try await Reversals.all(of: conversion.externalID, program: program, in: connection)
    balances = try await Ledger.balances(of: conversion.id, run: run.run, program: program, in: connection)
    entries = try await Ledger.entries(of: conversion.id, run: run.run, program: program, in: connection)
    (path, learnt) = try await Crediting.reasons(for: conversion, in: run, program: program, in: connection)
    basis = try await Conversions.basis(of: conversion, program: program, in: connection)
    names = try await Advocates.names(
      of: path.touches.map(\.advocate) + entries.compactMap(\.account.advocate), program: program, in: connection)
    if let person = conversion.customer {
      customer = try await People.externalID(of: person, program: program, in: connection)
    } else {
      customer = nil
    }
    rule = TouchReasons(run.attribution, path: path)
    journey = path.touches.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    var lines: [Identifier<Journeys.Touch>: Set<Line>] = [:]
    for account in balances.keys {
      guard let line = Line(account), let touch = account.touch else { continue }
      lines[touch, default: []].insert(line)
    }
    touches = journey.reduce(into: [:]) { touches, touch in
      for line in lines[touch.id] ?? [] { touches[line, default: []].append(touch) }
    }
  }

  private var currency: Currency { conversion.amount.currency }
  private var address: String { "/console/conversions/\(conversion.id)" }
  private var net: Int64 {
    conversion.amount.amount - reversals.reduce(0) { $0 + ($1.status == .applied ? $1.amount : 0) }
  }

  private func name(_ advocate: Advocate.ID) -> String { names[advocate] ?? "somebody" }
  private func total(_ kind: Ledger.Kind) -> Int64 { balances.reduce(0) { $0 + ($1.key.kind == kind ? $1.value : 0) } }
  private var isPastLimit: Bool {
    guard let months = basis.months, let limit = run.attribution.renewalMonths else { return false }
    return months >= limit
  }

  /// The page.
  var page: ConversionPage {
    var page = ConversionPage(
      name: conversion.externalID, type: conversion.type.rawValue, occurredAt: conversion.occurredAt,
      currency: currency, credits: credits.beginning(shown), ledger: ledger.beginning(shown), reader: visit.reader)
    page.sumFile = "\(address)/sum.csv?run=\(run.run)"
    page.paid = paid
    page.went = went
    page.method = isSettled ? rule.method : "It is due to be counted again, and adds up a moment later."
    page.facts = facts
    page.runs = runs.map { entry in
      .init(
        entry.attribution.model.replacing("_", with: " ") + (entry.isCurrent ? "" : " (run \(entry.run))"),
        link: "\(address)?run=\(entry.run)", isHere: entry.run == run.run)
    }
    page.steps = steps(journey.dropFirst(firstStep).prefix(shown))
    page.part = part
    page.noSteps =
      "No click, no code and no share that the customer could see within \(run.attribution.windowDays) days."
    return page
  }

  private var isSettled: Bool { net == balances.values.reduce(0, +) }

  private var paid: [ConversionPage.Line] {
    let reader = visit.reader
    let list = conversion.amount.amount + conversion.discount
    var lines = [
      ConversionPage.Line(
        "Paid", conversion.amount.amount,
        note: conversion.discount > 0
          ? "of \(reader.money(list, currency)), with \(reader.money(conversion.discount, currency)) off" : "")
    ]
    for reversal in reversals {
      let when = "\(reversal.externalID), \(reader.day(reversal.occurredAt).text)"
      let name = reversal.reason.rawValue.prefix(1).uppercased() + reversal.reason.rawValue.dropFirst()
      switch reversal.status {
      case .applied: lines.append(.init(name, -reversal.amount, note: when))
      case .voided, .refused, .waiting:
        lines.append(
          .init(name, 0, note: "\(when): \(reader.money(reversal.amount, currency)), \(reversal.status.rawValue)"))
      }
    }
    return lines + [.init("Net", net, isSum: true)]
  }

  private var went: [ConversionPage.Line] {
    let kinds: [(Ledger.Kind, String, String)] = [
      (.direct, "Direct", "by links and codes"), (.exposure, "Exposure", "by what could be seen"),
      (.chain, "Chain", "passed on to who brought them in"), (.unattributed, "Unattributed", "nobody’s"),
    ]
    let lines = kinds.enumerated().map { place, kind in
      ConversionPage.Line(kind.1, total(kind.0), note: kind.2, tone: place + 1)
    }
    return lines + [.init("Adds up to", balances.values.reduce(0, +), isSum: true)]
  }

  private var facts: [AdvocatePage.Fact] {
    var facts: [AdvocatePage.Fact] = [.init("Happened", .time(conversion.occurredAt))]
    if let customer {
      facts.append(
        .init(
          "Customer", .text(customer, link: consolePath("/console/conversions", ["customer": customer, "days": "365"])))
      )
    } else {
      facts.append(.init("Customer", .text(conversion.customer == nil ? "not named" : "known by e-mail only")))
    }
    if let click = conversion.click { facts.append(.init("Click named", .text(click.description))) }
    if let code = conversion.code { facts.append(.init("Code used", .text(code))) }
    if let subscription = conversion.subscription { facts.append(.init("Subscription", .text(subscription))) }
    if path.conversion.id != conversion.id {
      facts.append(
        .init(
          "Credited as",
          .text(path.conversion.externalID, link: "/console/conversions/\(path.conversion.id)", note: creditedAs)))
    }
    facts.append(.init("Told by", .text(conversion.source)))
    facts.append(.init("Stored", .time(conversion.recordedAt)))
    facts.append(.init("Id", .text(conversion.id.description)))
    return facts
  }

  private var creditedAs: String {
    basis.conversion.id == path.conversion.id
      ? "the first sale of its subscription" : "the customer’s first purchase, as this model asks"
  }

  /// How many touches come before those that are shown: of a long journey the last ones, unless others are asked for.
  private var firstStep: Int {
    guard let asked = visit.query["touch"].flatMap(Int.init) else { return max(0, journey.count - shown) }
    return min(max(0, asked - 1), max(0, journey.count - 1))
  }

  /// Which part of a long journey is shown, and the way to the others.
  private var part: ConversionPage.Part? {
    guard journey.count > shown else { return nil }
    let (first, last, reader) = (firstStep, min(firstStep + shown, journey.count), visit.reader)
    func link(_ touch: Int) -> String { "\(address)?run=\(run.run)&touch=\(touch + 1)" }
    func number(_ count: Int) -> String { reader.number(Int64(count)) }
    return ConversionPage.Part(
      title: "Touches \(number(first + 1)) to \(number(last)) of \(number(journey.count))",
      earlier: first > 0 ? link(max(0, first - shown)) : nil, later: last < journey.count ? link(last) : nil)
  }

  private func steps(_ part: ArraySlice<Journeys.Touch>) -> [ConversionPage.Step] {
    let amounts = balances.byTouch
    return part.map { touch in
      let amount = amounts[touch.id] ?? 0
      let title =
        switch touch.kind {
        case .click: "Click on the link of"
        case .code: "Code of"
        case .exposure: "Could see a share of"
        }
      return .init(
        time: touch.time, title: title, who: name(touch.advocate), link: "/console/advocates/\(touch.advocate)",
        reason: rule.sentence(touch), amount: amount, share: net > 0 ? Double(amount) / Double(net) : 0,
        isExcluded: touch.exclusion != nil)
    }
  }

  /// Credits by advocate, kind and hop, over all touches, as the API tells them.
  private struct Line: Hashable {
    var kind: Ledger.Kind
    var hop: Int
    var advocate: Advocate.ID

    init?(_ account: Ledger.Account) {
      guard let advocate = account.advocate else { return nil }
      (kind, hop, self.advocate) = (account.kind, account.hop, advocate)
    }
  }

  /// Who is credited with how much, and why; what is nobody's; and the sum.
  var credits: ListTable {
    var sums: [Line: Int64] = [:]
    for (account, amount) in balances {
      if let line = Line(account) { sums[line, default: 0] += amount }
    }
    let lines = sums.filter { $0.value != 0 }
      .sorted { ($0.key.hop, $1.value, $0.key.advocate) < ($1.key.hop, $0.value, $1.key.advocate) }
    var table = ListTable(
      [
        TableColumn("advocate_id", "Id", place: .file), TableColumn("advocate", "Advocate, and why"),
        TableColumn("kind_and_hop", "Kind", place: .page), TableColumn("kind", "Kind", place: .file),
        TableColumn("hop", "Hop", isNumber: true, place: .file), TableColumn("reason", "Why", place: .file),
        TableColumn("currency", "Currency", place: .file), TableColumn("share", "of net", isNumber: true),
        TableColumn("amount", "Credit", isNumber: true),
      ], caption: "Net of what was taken back", empty: "There is nothing to credit: nothing is left of the amount.")
    func share(_ amount: Int64) -> TableCell { net > 0 ? .share(Double(amount) / Double(net)) : .none }
    table.rows = lines.map { line, amount in
      [
        .text(line.advocate.description),
        .text(name(line.advocate), link: "/console/advocates/\(line.advocate)", note: reason(line)),
        .text(
          line.hop > 0 ? "\(line.kind.rawValue), \(line.hop == 1 ? "1 hop" : "\(line.hop) hops")" : line.kind.rawValue),
        .text(line.kind.rawValue), .count(Int64(line.hop)), .text(reason(line)), .text(currency.code), share(amount),
        .money(amount, currency),
      ]
    }
    let nobody = total(.unattributed)
    if nobody != 0 {
      let why = rule.unattributed(isRenewalPastLimit: isPastLimit)
      table.rows.append([
        .none, .text("Nobody", note: why), .text(Ledger.Kind.unattributed.rawValue),
        .text(Ledger.Kind.unattributed.rawValue), .none, .text(why), .text(currency.code), share(nobody),
        .money(nobody, currency),
      ])
    }
    if !table.rows.isEmpty {
      table.totals = [
        [
          .none, .text("Together"), .text(""), .none, .none, .none, .none, .text(""),
          .money(balances.values.reduce(0, +), currency),
        ]
      ]
      table.file = "\(address)/credits.csv?run=\(run.run)"
    }
    return table
  }

  private func reason(_ line: Line) -> String {
    let steps = touches[line] ?? []
    if line.kind == .chain {
      let sources = Array(Set(steps.map { name($0.advocate) })).sorted().joined(separator: " and ")
      let whom = sources.isEmpty ? "those below" : sources
      let part = visit.reader.percent(run.attribution.chainShare)
      return line.hop == 1
        ? "Brought in \(whom): \(part) of what is credited there passes on."
        : "\(line.hop) recruitments above \(whom): \(part) of what arrives passes on each time."
    }
    if let reason = learnt[line.advocate] { return reason.prefix(1).uppercased() + reason.dropFirst() + "." }
    guard let first = steps.first, let last = steps.last else {
      return "For a touch that is no longer part of the journey."
    }
    guard steps.count > 1 else { return rule.sentence(first) }
    func ago(_ touch: Journeys.Touch) -> String { TouchReasons.length(path.conversion.occurredAt - touch.time) }
    return "\(steps.count) touches of the journey below, the first \(ago(first)) before, the last \(ago(last))."
  }

  /// Every entry, oldest first, and what they come to.
  var ledger: ListTable {
    var table = ListTable(
      [
        TableColumn("recorded_at", "Written"), TableColumn("cause", "Because of"), TableColumn("kind", "Kind"),
        TableColumn("hop", "Hop", isNumber: true), TableColumn("advocate_id", "Id", place: .file),
        TableColumn("advocate", "Advocate"), TableColumn("touch_id", "Touch", place: .file),
        TableColumn("currency", "Currency", place: .file), TableColumn("amount", "Amount", isNumber: true),
      ], caption: "Run \(run.run), by \(run.attribution.model.replacing("_", with: " "))",
      empty: "Nothing is written down for it in this run.")
    table.rows = entries.map { entry in
      [
        .time(entry.recordedAt), .text(entry.cause.rawValue), .text(entry.account.kind.rawValue),
        .count(Int64(entry.account.hop)), entry.account.advocate.map { .text($0.description) } ?? .none,
        entry.account.advocate.map { .text(name($0), link: "/console/advocates/\($0)") } ?? .text("Nobody"),
        entry.account.touch.map { .text($0.description) } ?? .none, .text(currency.code),
        .money(entry.amount, currency),
      ]
    }
    if !table.rows.isEmpty {
      table.totals = [
        [
          .text("Together"), .text(""), .text(""), .text(""), .none, .text(""), .none, .none,
          .money(entries.reduce(0) { $0 + $1.amount }, currency),
        ]
      ]
      table.file = "\(address)/ledger.csv?run=\(run.run)"
    }
    return table
  }
}
