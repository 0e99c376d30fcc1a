import Postgres
import Records
import Referrals
import StrictJSON

/// One kind of event that other systems can hear of. To add one: describe it in an extension of this type, add its line
/// to ``all``, and call ``tell(_:at:program:in:)`` in the transaction of the change.
struct EventType: Sendable {
  /// Its name, such as `conversion.created`.
  let name: String
  /// When it is sent.
  let summary: String
  /// What its `data` looks like.
  let data: Schema
  /// Such `data`.
  let sample: JSON
  /// What in its `data` is to be forgotten with an advocate; nil: nothing.
  var personal: Personal?
  /// Whether an endpoint can ask for it; what nobody asks for is sent to one endpoint in particular.
  var isOnOffer = true

  /// Every kind, in the order in which events of one moment are sent.
  static let all: [EventType] = [
    advocateCreated, advocateJoined, advocateLeft, linkCreated, shareCreated, clickRecorded, conversionCreated,
    conversionReversed,
    conversionRestored,
    creditChanged, endpointDisabled, endpointTest,
  ]

  /// The names that an endpoint can ask for.
  static let names = all.filter(\.isOnOffer).map(\.name)
}

extension EventType {
  /// Writes events of this kind in the caller's transaction, by one statement; where nobody wants them, it writes
  /// nothing.
  /// - Returns: the ids of the deliveries.
  @discardableResult
  func tell(
    _ data: JSON..., to audience: Outbox.Audience = .subscribers, at now: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> [Deliveries.ID] {
    try await tell(data, to: audience, at: now, program: program, in: connection)
  }

  /// The same for a list of them.
  @discardableResult
  func tell(
    _ data: [JSON], to audience: Outbox.Audience = .subscribers, at now: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> [Deliveries.ID] {
    try await Outbox.write(
      data.map {
        Outbox.Event(
          id: newID(at: now), type: name, body: String(decoding: body($0, at: now), as: UTF8.self),
          advocate: personal?.advocate(in: $0))
      },
      to: audience, at: now, program: program, in: connection)
  }

  /// What is sent.
  private func body(_ data: JSON, at now: Timestamp) -> [UInt8] {
    JSON.object(["type": .string(name), "timestamp": .text(of: now), "data": data]).bytes
  }

  /// What is sent, as a schema.
  var schema: Schema {
    .object([
      "type": .string(oneOf: [name]), "timestamp": .time("When it happened."), "data": data,
    ])
  }

  /// What is sent, as a sample.
  var example: JSON {
    .object(["type": .string(name), "timestamp": "2026-03-01T12:00:00Z", "data": sample])
  }

  private func newID(at now: Timestamp) -> Outbox.Event.ID {
    let rank = Self.all.firstIndex { $0.name == name } ?? 0
    var random = Ranked(rank: UInt64(rank))
    return .timeOrdered(at: now, using: &random)
  }

  /// Draws random numbers whose first bits behind those that a UUID takes for its variant are a rank, so that what one
  /// transaction tells is sent in an order that makes sense: a conversion before its credit.
  private struct Ranked: RandomNumberGenerator {
    let rank: UInt64
    private var system = SystemRandomNumberGenerator()

    init(rank: UInt64) { self.rank = rank }

    mutating func next() -> UInt64 { rank << 58 | system.next() >> 6 }
  }
}
