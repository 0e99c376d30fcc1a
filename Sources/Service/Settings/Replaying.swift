import Postgres
import Records
import Referrals
import StrictJSON

/// Lets deliveries go again: incoming ones be looked at, outgoing ones be sent. Harmless however often: what one did
/// already it does not do twice, and an event keeps its id.
struct Replaying: Sendable {
  var environment: Environment
  /// Wakes the worker of the inbox.
  var inbox: Bell
  /// Wakes the sender.
  var sender: Bell

  /// Lets incoming deliveries be looked at again: those of a list, or else the parked ones, of a source or of all. Nil
  /// where there are none.
  func incoming(
    _ deliveries: [Delivery.ID]? = nil, of source: Source.ID? = nil, called subject: String, by author: Author
  ) async throws -> Replays.Entry? {
    try await begin(by: author, ringing: inbox) { now, connection in
      try await Replays.begin(
        incoming: deliveries, of: source, called: subject, by: author.name, at: now, program: author.program,
        in: connection)
    }
  }

  /// Sends outgoing deliveries again: those of a list, or else those to an endpoint that did not arrive. What goes to
  /// endpoints that are disabled or deleted stays. Nil where nothing is left.
  func outgoing(
    _ deliveries: [Deliveries.ID]? = nil, to endpoint: Endpoints.ID? = nil, called subject: String, by author: Author
  ) async throws -> Replays.Entry? {
    try await begin(by: author, ringing: sender) { now, connection in
      try await Replays.begin(
        outgoing: deliveries, to: endpoint, called: subject, by: author.name, at: now, program: author.program,
        in: connection)
    }
  }

  /// Begins a replay, tells the audit log of it, and wakes those who do it.
  private func begin(
    by author: Author, ringing bell: Bell,
    _ begin: @Sendable (Timestamp, Connection) async throws -> Replays.Entry?
  ) async throws -> Replays.Entry? {
    let now = environment.now()
    let replay = try await environment.database.transaction { connection in
      let replay = try await begin(now, connection)
      guard let replay else { return replay }
      try await author.record(
        replay.direction, replay.deliveries, called: replay.subject, at: now, in: connection)
      return replay
    }
    bell.ring()
    return replay
  }
}

extension Author {
  /// Puts so many deliveries that are let go again in the audit log; nothing where there are none.
  func record(
    _ direction: Replays.Direction, _ deliveries: Int, called subject: String, at now: Timestamp,
    in connection: Connection
  ) async throws {
    guard deliveries > 0 else { return }
    try await record(
      "replay.begun", subject,
      .object(["direction": .string(direction.rawValue), "deliveries": .integer(Int64(deliveries))]), at: now,
      in: connection)
  }
}
