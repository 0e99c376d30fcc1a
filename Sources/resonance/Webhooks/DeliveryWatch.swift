import Postgres
import Records
import Referrals

/// Follows a program's webhooks: which deliveries are new, and what has become of those that were open.
struct DeliveryWatch {
  private let program: Program.ID
  /// From where on to look. Those that come at the same moment may be stored out of order, so it lies a little back.
  private var start = Timestamp.now() - overlap
  /// What was said last of those that are open, or that came since.
  private var said: [Identifier<Sighting>: Sighting] = [:]

  private static let overlap: Duration = .seconds(15)

  /// A watch that has seen nothing yet.
  init(program: Program.ID) { self.program = program }

  /// The last ones that are there, oldest first.
  mutating func first(_ count: Int, in pool: Pool) async throws -> [Sighting] {
    let program = program
    let sightings = try await pool.withConnection { connection in
      let incoming = try await Inbox.list(before: nil, limit: count, program: program, in: connection)
      let outgoing = try await Deliveries.last(count, program: program, in: connection)
      return incoming.map(Sighting.init) + outgoing.map(Sighting.init)
    }
    return news(sightings.sorted { $0.time < $1.time }.suffix(count))
  }

  /// What is new since, or has changed.
  mutating func next(in pool: Pool) async throws -> [Sighting] {
    let (program, start) = (program, start)
    let open = said.values.filter(\.isOpen).map(\.id)
    let sightings = try await pool.withConnection { connection in
      let incoming = try await Inbox.news(
        since: start, and: open.map { Identifier($0) }, program: program, in: connection)
      let outgoing = try await Deliveries.news(
        since: start, and: open.map { Identifier($0) }, program: program, in: connection)
      return incoming.map(Sighting.init) + outgoing.map(Sighting.init)
    }
    let lines = news(sightings.sorted { $0.time < $1.time })
    self.start = max(start, (sightings.map(\.time).max() ?? start) - Self.overlap)
    let seen = Set(sightings.map(\.id))
    said = said.filter { seen.contains($0.key) }
    return lines
  }

  /// Those of which something is to be said that was not said before.
  private mutating func news(_ sightings: [Sighting]) -> [Sighting] {
    sightings.filter { sighting in
      let before = said.updateValue(sighting, forKey: sighting.id)
      return before?.verdict != sighting.verdict || before?.note != sighting.note
    }
  }
}
