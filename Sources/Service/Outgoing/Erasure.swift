import Postgres
import Records
import Referrals

/// Forgets who people were, everywhere: in the program's records, and in what other systems are told of them.
enum Erasure {
  /// Forgets them, as ``People/erase(_:program:in:)`` says, and empties the events that told of them, so that none that is
  /// still to be sent, or sent again, tells it anew. That an advocate left is still told: it is what others have to know
  /// to forget them as well.
  static func erase(_ people: [Person.ID], program: Program.ID, in connection: Connection) async throws {
    try await People.erase(people, program: program, in: connection)
    let events = try await Outbox.events(about: people, program: program, in: connection)
    try await Outbox.rewrite(
      events.compactMap { event in
        try EventType.all.first { $0.name == event.type }?.forgetting(event.body).map {
          Outbox.Event(id: event.id, type: event.type, body: $0, advocate: event.advocate)
        }
      }, program: program, in: connection)
  }
}
