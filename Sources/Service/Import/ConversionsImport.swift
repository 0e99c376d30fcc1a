import Postgres
import Records
import Referrals

/// Leads, signups, sales and renewals, credited as they are stored.
struct ConversionsImport: ImportKind {
  let program: Program.ID
  let now: Timestamp

  struct Item: Sendable {
    var told: ConversionIntake.Told
    /// The click's id where it was recorded.
    let click: String?
  }

  static let columns: [ImportColumn] = [
    .text("external_id").required, .text("type").required, .integer("amount").required, .text("currency").required,
    .integer("discount"), .text("occurred_at").required, .text("click_id"), .text("code"),
    .text("customer.external_id"), .text("customer.email"), .text("subscription"),
  ]
  static let batchSize = 1_000

  func read(_ fields: inout Fields) throws(Problem) -> Item {
    try fields.need("occurred_at")
    let click = try fields.optionalText("click_id", limit: Limits.externalID)
    return Item(
      told: try ConversionsAPI.told(&fields, now: now, program: program, source: History.source), click: click)
  }

  func store(_ lines: [ImportLine<Item>], at now: Timestamp, in connection: Connection) async throws -> ImportOutcome {
    var outcome = ImportOutcome()
    var left = try await naming(lines, in: connection)
    while !left.isEmpty {
      var names: Set<ExactText> = []
      var round: [ImportLine<Item>] = []
      var later: [ImportLine<Item>] = []
      for line in left {
        let own = line.item.told.names.map(\.exact)
        if names.isDisjoint(with: own) { round.append(line) } else { later.append(line) }
        names.formUnion(own)
      }
      let recorded = try await ConversionIntake.record(
        round.map(\.item.told), isHistory: true, at: now, program: program, in: connection)
      for (line, recorded) in zip(round, recorded) {
        guard let recorded else {
          later.append(line)
          continue
        }
        if recorded.isNew {
          outcome.stored += 1
        } else if let field = line.item.told.firstDifference(from: recorded.conversion) {
          outcome.refuse(
            line.line,
            .conflict(
              "conversion_differs", "The conversion \(line.item.told.externalID) is there with another \(field).",
              field: field))
        }
      }
      left = later.sorted { $0.line < $1.line }
    }
    return outcome
  }

  /// The lines with the clicks that they name, by the ids these have here.
  private func naming(_ lines: [ImportLine<Item>], in connection: Connection) async throws -> [ImportLine<Item>] {
    let aliases = Set(lines.compactMap(\.item.click).map { Click.ID.alias($0, in: program) })
    let clicks = try await ClickAliases.find(Array(aliases), program: program, in: connection)
    return lines.map { line in
      guard let name = line.item.click else { return line }
      let alias = Click.ID.alias(name, in: program)
      var item = line.item
      item.told.click =
        clicks[alias] ?? Click.ID(name).flatMap { $0.belongs(to: program) ? $0 : nil } ?? alias
      return ImportLine(line: line.line, item: item)
    }
  }
}

extension ConversionIntake.Told {
  /// All names of things that it changes: those which share one are stored one after the other.
  fileprivate var names: [String] {
    [
      "conversion \(externalID)", customerID.map { "person \($0)" },
      customerEmail.map { "e-mail \($0.canonical)" }, subscription.map { "subscription \($0)" },
    ].compactMap { $0 }
  }

  /// What a stored conversion of the same name has otherwise.
  fileprivate func firstDifference(from stored: Conversion) -> String? {
    if type != stored.type { return "type" }
    if amount.currency != stored.amount.currency { return "currency" }
    return amount.amount == stored.amount.amount ? nil : "amount"
  }
}
