import Postgres
import Records
import Referrals

/// People: who they are, and who brought them in. Whoever was brought in or brought somebody in is an advocate.
struct PeopleImport: ImportKind {
  let program: Program.ID
  let now: Timestamp

  struct Item: Sendable {
    let externalID: String
    let email: Email?
    let name: String?
    let recruiter: ImportAdvocate?
    let isAdvocate: Bool
    let createdAt: Timestamp?
  }

  static let columns: [ImportColumn] = [
    .text("external_id").required, .text("email"), .text("name"), .text("recruited_by"),
    .text("recruited_by_external_id"), .flag("advocate"), .text("created_at"),
  ]
  static let batchSize = 2_000

  func read(_ fields: inout Fields) throws(Problem) -> Item {
    let item = Item(
      externalID: try fields.text("external_id", limit: Limits.externalID), email: try fields.optionalEmail("email"),
      name: try fields.optionalText("name", limit: Limits.name),
      recruiter: try .optional(&fields, "recruited_by", or: "recruited_by_external_id"),
      isAdvocate: try fields.optionalFlag("advocate") ?? false,
      createdAt: try fields.optionalPastTime("created_at", now: now))
    if case .externalID(item.externalID.exact) = item.recruiter {
      throw .invalid("recruited_by_external_id", "must be somebody else.")
    }
    return item
  }

  func store(_ lines: [ImportLine<Item>], at now: Timestamp, in connection: Connection) async throws -> ImportOutcome {
    var outcome = ImportOutcome()
    let ids = Set(lines.map(\.item.externalID.exact)).sorted().map(\.text)
    outcome.stored = ids.count - (try await People.count(externalIDs: ids, program: program, in: connection))
    // An e-mail or a recruiter that was not known may change whom a sale of any time is credited to.
    if lines.contains(where: { $0.item.email != nil || $0.item.recruiter != nil }) { outcome.affect(.earliest) }
    let people = try await upsert(lines.map(\.item), at: now, in: connection)
    try await People.backdate(
      lines.compactMap { line in
        guard let time = line.item.createdAt, let person = people[line.item.externalID.exact] else { return nil }
        return (person, time)
      }, program: program, in: connection)
    try await recruit(lines, people, &outcome, at: now, in: connection)
    return outcome
  }

  /// Makes everybody known, in as many rounds as it takes that no round tells of two by the same id or e-mail.
  private func upsert(
    _ items: [Item], at now: Timestamp, in connection: Connection
  ) async throws -> [ExactText: Person.ID] {
    var people: [ExactText: Person.ID] = [:]
    var left = items
    while !left.isEmpty {
      var names: Set<ExactText> = []
      var round: [Item] = []
      var later: [Item] = []
      for item in left {
        let own = ["id \(item.externalID)".exact] + (item.email.map { ["e-mail \($0.canonical)".exact] } ?? [])
        if names.isDisjoint(with: own) { round.append(item) } else { later.append(item) }
        names.formUnion(own)
      }
      let found = try await People.upsert(
        round.map { People.Told(externalID: $0.externalID, email: $0.email, name: $0.name) }, at: now,
        program: program, in: connection)
      for (item, person) in zip(round, found) { people[item.externalID.exact] = person }
      left = later
    }
    return people
  }

  private func recruit(
    _ lines: [ImportLine<Item>], _ people: [ExactText: Person.ID], _ outcome: inout ImportOutcome, at now: Timestamp,
    in connection: Connection
  ) async throws {
    let named = Set(
      lines.compactMap { line in
        if case .externalID(let name) = line.item.recruiter, people[name] == nil { name } else { nil }
      }
    ).sorted()
    let others = try await People.known(as: named.map(\.text), at: now, program: program, in: connection)
    let everybody = people.merging(zip(named, others)) { known, _ in known }
    var since: [Person.ID: Timestamp] = [:]
    for line in lines where line.item.isAdvocate || line.item.recruiter != nil {
      guard let person = everybody[line.item.externalID.exact] else { continue }
      since[person] = min(since[person] ?? now, line.item.createdAt ?? now)
      if case .externalID(let name) = line.item.recruiter, let recruiter = everybody[name] {
        since[recruiter] = since[recruiter] ?? now
      }
    }
    for line in lines {
      guard let time = line.item.createdAt, let person = everybody[line.item.externalID.exact],
        let known = since[person]
      else { continue }
      since[person] = min(known, time)
    }
    let advocates = try await Advocates.add(
      since.map { (person: $0.key, time: $0.value) }, program: program, in: connection)
    var above = try await Advocates.recruiters(
      of: Array(advocates.values) + lines.compactMap { $0.item.recruiter?.id }, program: program, in: connection)
    var referrals: [GraphEdges.Referral] = []
    var recruits: [(advocate: Advocate.ID, recruiter: Advocate.ID)] = []
    for line in lines {
      guard let told = line.item.recruiter, let person = everybody[line.item.externalID.exact],
        let advocate = advocates[person]
      else { continue }
      let recruiter: Advocate.ID? =
        switch told {
        case .id(let id): id
        case .externalID(let name): everybody[name].flatMap { advocates[$0] }
        }
      guard let recruiter, above[recruiter] != nil else {
        outcome.refuse(
          line.line,
          .invalid(told.field("recruited_by", or: "recruited_by_external_id"), "is not an advocate of this program."))
        continue
      }
      if let known = above[advocate] ?? nil {
        guard known != recruiter else { continue }
        outcome.refuse(
          line.line,
          .conflict(
            "recruited_by_another", "\(line.item.externalID) was brought in by another advocate.",
            field: told.field("recruited_by", or: "recruited_by_external_id")))
        continue
      }
      guard !Self.isAbove(advocate, recruiter, above) else {
        outcome.refuse(
          line.line,
          .invalid(
            told.field("recruited_by", or: "recruited_by_external_id"),
            "was brought in by \(line.item.externalID), if not directly.")
        )
        continue
      }
      above.updateValue(recruiter, forKey: advocate)
      recruits.append((advocate, recruiter))
      referrals.append(.init(person, by: recruiter, since: since[person] ?? now))
    }
    try await Advocates.recruit(recruits, program: program, in: connection)
    // As with any advocate: who was brought in sees what the other shares, from then on.
    try await GraphEdges.refer(referrals, at: now, program: program, in: connection)
  }

  /// Whether an advocate is another, or stands above it.
  private static func isAbove(
    _ advocate: Advocate.ID, _ other: Advocate.ID, _ above: [Advocate.ID: Advocate.ID?]
  ) -> Bool {
    var next: Advocate.ID? = other
    while let current = next {
      if current == advocate { return true }
      next = above[current] ?? nil
    }
    return false
  }
}
