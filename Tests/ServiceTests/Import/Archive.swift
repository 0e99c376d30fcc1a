import Foundation
import Logging
import Postgres
import Records
import Referrals
import TestSupport

@testable import Service

/// A program that history is imported into, beside Ada and Grace who are there.
struct Archive {
  let world: World

  static func made(_ change: (inout AttributionSettings) -> Void = { _ in }) async throws -> Archive {
    Archive(world: try await World.made(change))
  }

  private var environment: Environment {
    let now = world.now
    return Environment(
      database: world.pool, address: PublicAddress("http://test"), log: Logger(label: "test"), now: { now })
  }

  /// Imports a text; what came of it, and the lines that were refused with why.
  func take(
    _ noun: Import.Noun, _ text: String, skipsBad: Bool = false, format: ImportFormat? = nil,
    breakingOffAfter limit: Int? = nil
  ) async throws -> (report: Import.Report, refused: [String]) {
    let bytes = Array(text.utf8)
    var place = 0
    var refused: [String] = []
    let report = try await Import(noun, into: world.program, environment: environment).run(
      format: format, skipsBad: skipsBad
    ) {
      if let limit, place >= limit { throw BrokenOff() }
      guard place < bytes.count else { return nil }
      // Odd pieces, so that lines and letters are cut anywhere.
      let end = min(bytes.count, place + 4_099)
      defer { place = end }
      return Array(bytes[place..<end])
    } tell: { news in
      if case .refused(let line, let reason) = news { refused.append("\(line): \(reason)") }
    }
    return (report, refused)
  }

  /// The file ends in an error.
  struct BrokenOff: Error {}

  /// What is stored, whatever its ids, one text a fact.
  func facts() async throws -> [String] {
    let program = world.program.id
    let selections: [SQL] = [
      """
      SELECT concat_ws(' ', 'person', external_id, email, name) AS fact FROM people
      WHERE program_id = \(program)
      """,
      """
      SELECT concat_ws(' ', 'advocate', p.external_id, 'by', r.external_id) AS fact
      FROM advocates a JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
      LEFT JOIN advocates b ON b.program_id = a.program_id AND b.id = a.recruiter_id
      LEFT JOIN people r ON r.program_id = a.program_id AND r.id = b.person_id
      WHERE a.program_id = \(program)
      """,
      """
      SELECT concat_ws(' ', 'link', l.code, p.external_id, l.is_primary) AS fact FROM links l
      JOIN advocates a ON a.program_id = l.program_id AND a.id = l.advocate_id
      JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
      WHERE l.program_id = \(program) AND l.code LIKE '%-_'
      """,
      """
      SELECT concat_ws(' ', 'edge', f.external_id, t.external_id, e.since, e.consent) AS fact
      FROM graph_edges e JOIN people f ON f.program_id = e.program_id AND f.id = e.from_person
      JOIN people t ON t.program_id = e.program_id AND t.id = e.to_person WHERE e.program_id = \(program)
      """,
      """
      SELECT concat_ws(' ', 'share', s.external_id, p.external_id, s.channel, s.occurred_at) AS fact FROM shares s
      JOIN advocates a ON a.program_id = s.program_id AND a.id = s.advocate_id
      JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id WHERE s.program_id = \(program)
      """,
      """
      SELECT concat_ws(' ', 'click', occurred_at, visitor_id, outcome) AS fact FROM clicks
      WHERE program_id = \(program)
      """,
      """
      SELECT concat_ws(' ', 'conversion', c.external_id, c.amount, l.code, c.click_id IS NOT NULL, c.implied_lead)
        AS fact
      FROM conversions c LEFT JOIN links l ON l.program_id = c.program_id AND l.id = c.link_id
      WHERE c.program_id = \(program)
      """,
      """
      SELECT concat_ws(' ', 'credit', c.external_id, l.kind, l.hop, p.external_id, sum(l.amount)) AS fact
      FROM ledger l JOIN conversions c ON c.program_id = l.program_id AND c.id = l.conversion_id
      LEFT JOIN advocates a ON a.program_id = l.program_id AND a.id = l.advocate_id
      LEFT JOIN people p ON p.program_id = a.program_id AND p.id = a.person_id
      WHERE l.program_id = \(program)
      GROUP BY c.external_id, l.kind, l.hop, p.external_id HAVING sum(l.amount) <> 0
      """,
    ]
    var facts: [String] = []
    for selection in selections {
      facts += try await world.pool.query(selection).map { try $0.decode("fact", as: String.self) }.sorted()
    }
    return facts
  }

  /// The facts about credit.
  func credits() async throws -> [String] { try await facts().filter { $0.hasPrefix("credit") } }

  /// Whether every balance is right.
  func isBalanced() async throws -> Bool {
    try await Audit.run(programs: [world.program.id], examples: 5, at: world.now, in: world.pool).isBalanced
  }
}

/// A small company's files.
enum Files {
  static let people = """
    external_id,email,name,recruited_by_external_id
    ida,ida@people.example,"Ida ""B."" Wells",
    jan,jan@people.example,Jan,ida
    kim,,Kim,jan

    """

  static let links = """
    {"advocate_external_id":"ida","code":"IDA-1","created_at":"2026-01-02T00:00:00Z"}
    {"advocate_external_id":"jan","code":"JAN-1","campaign":"spring"}

    """

  static let graph = """
    from,to
    ida,lea
    kim,lea
    ida,max
    max,noa

    """

  static let shares = """
    external_id,advocate_external_id,channel,occurred_at
    post-1,ida,instagram,2026-03-01T10:00:00Z
    ,kim,e-mail,2026-03-02T10:00:00Z

    """

  static let clicks = """
    {"id":"c-1","code":"jan-1","visitor_id":"v-lea","occurred_at":"2026-03-03T10:00:00Z"}
    {"id":"c-2","code":"ida-1","visitor_id":"v-max","occurred_at":"2026-03-03T11:00:00Z"}
    {"id":"c-3","code":"ida-1","visitor_id":"v-max","occurred_at":"2026-03-03T11:10:00Z"}
    {"code":"ida-1","person":"noa","occurred_at":"2026-02-03T11:10:00Z"}
    {"code":"ida-1","occurred_at":"2026-02-03T11:10:00Z","user_agent":"Googlebot/2.1"}

    """

  static let conversions = """
    external_id,type,amount,currency,occurred_at,click_id,code,customer.external_id
    o-1,sale,10000,USD,2026-03-04T10:00:00Z,c-1,,lea
    o-2,sale,5000,USD,2026-03-04T11:00:00Z,c-2,,max
    o-3,sale,2500,USD,2026-03-05T11:00:00Z,,,max
    o-4,sale,1000,USD,2026-03-05T12:00:00Z,,IDA-1,oli
    o-5,sale,999,USD,2026-03-06T12:00:00Z,,,noa

    """

  static let reversals = """
    conversion_external_id,external_id,amount,reason,occurred_at
    o-1,r-1,3000,refund,2026-03-10T10:00:00Z

    """

  static func text(_ noun: Import.Noun) -> String {
    switch noun {
    case .people: people
    case .links: links
    case .graph: graph
    case .shares: shares
    case .clicks: clicks
    case .conversions: conversions
    case .reversals: reversals
    }
  }
}
