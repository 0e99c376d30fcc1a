import Postgres
import Records
import Referrals
import StrictJSON

/// Forgets who people were, everywhere: in the program's records, and in what other systems are told of them.
enum Erasure {
  /// Forgets them, as ``People/erase(_:program:in:)`` says, and empties the events that told of them, so that none that is
  /// still to be sent, or sent again, tells it anew. That an advocate left is still told: it is what others have to know
  /// to forget them as well.
  static func erase(_ people: [Person.ID], program: Program.ID, in connection: Connection) async throws {
    try await People.lockErasure(program: program, in: connection)
    // While their edges still tell of whom else deliveries may speak.
    try await eraseDeliveriesOfEdges(outOf: people, program: program, in: connection)
    // While their e-mails still tell who may have joined with them.
    let beside = try await Outbox.events(besideEmailsOf: people, program: program, in: connection)
    try await rewrite(beside, program: program, in: connection) { try $0.forgettingOthers($1) }
    try await People.erase(people, program: program, in: connection)
    let events = try await Outbox.events(about: people, program: program, in: connection)
    try await rewrite(events, program: program, in: connection) { try $0.forgetting($1) }
  }

  /// Gives events the bodies that are left of them; those of which all is left keep theirs.
  private static func rewrite(
    _ events: [Outbox.Event], program: Program.ID, in connection: Connection,
    _ left: (EventType, String) throws -> String?
  ) async throws {
    try await Outbox.rewrite(
      events.compactMap { event in
        try EventType.all.first { $0.name == event.type }.flatMap { try left($0, event.body) }.map {
          Outbox.Event(id: event.id, type: event.type, body: $0, advocate: event.advocate)
        }
      }, program: program, in: connection)
  }

  /// Forgets what deliveries said of edges out of people. They are read as they were when they came: PostgreSQL's JSON
  /// takes less than ours, and one delivery must not keep somebody from being erased.
  private static func eraseDeliveriesOfEdges(
    outOf people: [Person.ID], program: Program.ID, in connection: Connection
  ) async throws {
    var left = try await Inbox.edges(outOf: people, program: program, in: connection)[...]
    while !left.isEmpty {
      let some = left.prefix(500)
      left = left.dropFirst(500)
      let bodies = try await Inbox.bodies(of: some.map(\.delivery), program: program, in: connection)
      let naming = some.filter { delivery, name in
        guard let body = bodies[delivery], let json = try? JSON(parsing: body),
          case .string(let from)? = json["data"]?["from"]
        else { return false }
        return from.exact == name.exact
      }
      try await Inbox.erase(naming.map(\.delivery), program: program, in: connection)
    }
  }
}
