package import Postgres
package import Referrals

/// Every delivery as it came, and what became of it.
package enum Inbox {
  /// A delivery that has just been verified.
  package struct Arrival: Sendable {
    /// Its id here.
    package let id: Delivery.ID
    /// Whose it is.
    package let program: Program.ID
    /// Where it came from.
    package let source: Source.ID
    /// Its id there: the same each time it is sent.
    package let externalID: String
    /// What its sender calls what happened.
    package let type: String
    /// The headers that say what the body means, as a JSON object.
    package let headers: String
    /// The bytes that were signed.
    package let body: [UInt8]
    /// When it came.
    package let receivedAt: Timestamp

    /// An arrival from its parts.
    package init(
      id: Delivery.ID, program: Program.ID, source: Source.ID, externalID: String, type: String, headers: String,
      body: [UInt8], receivedAt: Timestamp
    ) {
      self.id = id
      self.program = program
      self.source = source
      self.externalID = externalID
      self.type = type
      self.headers = headers
      self.body = body
      self.receivedAt = receivedAt
    }
  }

  /// Stores deliveries that are not there yet, each to be looked at now; the ids of those that were new.
  package static func insert(_ arrivals: [Arrival], in connection: Connection) async throws -> Set<Delivery.ID> {
    // In one order whoever stores them, so that two who store the same ones never wait for each other in a circle.
    let arrivals = arrivals.sorted { ($0.source, $0.externalID) < ($1.source, $1.externalID) }
    let rows = try await connection.query(
      """
      WITH new AS (
        INSERT INTO inbox (program_id, id, source_id, external_id, type, headers, body, received_at)
        SELECT * FROM unnest(\(arrivals.map(\.program)), \(arrivals.map(\.id)), \(arrivals.map(\.source)),
          \(arrivals.map(\.externalID)), \(arrivals.map(\.type)), \(arrivals.map(\.headers)), \(arrivals.map(\.body)),
          \(arrivals.map(\.receivedAt)))
        ON CONFLICT (program_id, source_id, external_id) DO NOTHING
        RETURNING program_id, id, source_id, received_at
      )
      INSERT INTO inbox_states (program_id, delivery_id, source_id, status, attempts, due_at)
      SELECT program_id, id, source_id, 'received', 0, received_at FROM new
      RETURNING delivery_id
      """)
    return Set(try rows.map { try $0.decode("delivery_id") })
  }

  /// The programs that have deliveries to be looked at by now.
  package static func programs(at time: Timestamp, in connection: Connection) async throws -> [Program.ID] {
    try await connection.query(
      "SELECT DISTINCT program_id FROM inbox_states WHERE due_at IS NOT NULL AND due_at <= \(time)"
    ).map { try $0.decode("program_id") }
  }

  /// A delivery that a worker has taken.
  package struct Claimed: Sendable {
    /// The delivery.
    package let arrival: Arrival
    /// How often it was looked at before.
    package let attempts: Int
    /// The provider of its source.
    package let provider: String
    /// Whether its source takes test events.
    package let acceptsTest: Bool
    /// The currency of its program.
    package let currency: Currency
  }

  /// Takes the longest due of a program, which no other worker has taken, until the transaction ends.
  package static func claim(
    atMost count: Int, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Claimed] {
    try await claim(
      """
      SELECT delivery_id, attempts FROM inbox_states
      WHERE program_id = \(program) AND due_at <= \(time)
      ORDER BY due_at LIMIT \(count) FOR UPDATE SKIP LOCKED
      """, program: program, in: connection)
  }

  /// Takes one that is still due, and which no other worker has taken, until the transaction ends.
  package static func claim(
    _ id: Delivery.ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> Claimed? {
    try await claim(
      """
      SELECT delivery_id, attempts FROM inbox_states
      WHERE program_id = \(program) AND delivery_id = \(id) AND due_at <= \(time) FOR UPDATE SKIP LOCKED
      """, program: program, in: connection
    ).first
  }

  private static func claim(_ due: SQL, program: Program.ID, in connection: Connection) async throws -> [Claimed] {
    try await connection.query(
      """
      WITH claimed AS (\(due))
      SELECT i.*, c.attempts, s.provider, s.accepts_test, p.currency AS program_currency
      FROM claimed c
      JOIN inbox i ON i.program_id = \(program) AND i.id = c.delivery_id
      JOIN sources s ON s.source_id = i.source_id
      JOIN programs p ON p.program_id = \(program)
      ORDER BY i.id
      """
    ).map { row in
      Claimed(
        arrival: try Arrival(row: row), attempts: try row.decode("attempts"), provider: try row.decode("provider"),
        acceptsTest: try row.decode("accepts_test"), currency: try row.decode("program_currency"))
    }
  }

  /// What became of a delivery.
  package struct Outcome: Sendable {
    /// Which.
    package var delivery: Delivery.ID
    /// What it is now.
    package var status: Delivery.Status
    /// Why, for people.
    package var reason: String?
    /// When it is looked at again; nil: it is done.
    package var dueAt: Timestamp?
    /// Whom it concerns.
    package var person: Person.ID?

    /// An outcome from its parts.
    package init(
      _ delivery: Delivery.ID, _ status: Delivery.Status, reason: String? = nil, dueAt: Timestamp? = nil,
      person: Person.ID? = nil
    ) {
      self.delivery = delivery
      self.status = status
      self.reason = reason
      self.dueAt = dueAt
      self.person = person
    }
  }

  /// Writes down what became of deliveries.
  package static func finish(
    _ outcomes: [Outcome], at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await finish(outcomes, where: "true", at: time, program: program, in: connection)
  }

  /// The same of one that nobody holds, unless it was looked at again since it had been looked at so many times.
  package static func putOff(
    _ outcome: Outcome, since attempts: Int, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await finish(
      [outcome], where: "s.attempts = \(attempts) AND s.due_at IS NOT NULL", at: time, program: program, in: connection)
  }

  private static func finish(
    _ outcomes: [Outcome], where condition: SQL, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    guard !outcomes.isEmpty else { return }
    try await connection.execute(
      """
      UPDATE inbox_states s SET status = now.status, reason = now.reason, due_at = now.due_at, attempts = attempts + 1,
        finished_at = CASE WHEN now.due_at IS NULL THEN \(time)::timestamptz END,
        person_id = coalesce(now.person_id, s.person_id)
      FROM unnest(\(outcomes.map(\.delivery)), \(outcomes.map(\.status.rawValue)), \(outcomes.map(\.reason)),
        \(outcomes.map(\.dueAt)), \(outcomes.map(\.person))) AS now (delivery_id, status, reason, due_at, person_id)
      WHERE s.program_id = \(program) AND s.delivery_id = now.delivery_id AND \(condition)
      """)
  }

  /// Lets deliveries be looked at again from now on: one, or all of a source (or of the program) that are parked.
  /// How many they are.
  package static func replay(
    _ delivery: Delivery.ID? = nil, source: Source.ID? = nil, at time: Timestamp, program: Program.ID,
    in connection: Connection
  ) async throws -> Int {
    try await connection.execute(
      """
      UPDATE inbox_states SET status = 'received', reason = NULL, due_at = \(time), finished_at = NULL
      WHERE program_id = \(program)
        AND CASE WHEN \(delivery)::uuid IS NULL THEN status = 'parked' ELSE delivery_id = \(delivery) END
        AND (\(source)::uuid IS NULL OR source_id = \(source))
      """)
  }

  /// Forgets what a delivery said.
  package static func erase(_ delivery: Delivery.ID, program: Program.ID, in connection: Connection) async throws {
    try await erase([delivery], program: program, in: connection)
  }

  /// The same of several.
  package static func erase(_ deliveries: [Delivery.ID], program: Program.ID, in connection: Connection) async throws {
    guard !deliveries.isEmpty else { return }
    try await connection.execute(
      "UPDATE inbox SET body = '', headers = '{}' WHERE program_id = \(program) AND id = ANY(\(deliveries))")
  }

  /// How many are to be looked at, and since when the first of them is.
  package static func backlog(in connection: Connection) async throws -> (due: Int, since: Timestamp?) {
    let row = try await connection.query(
      """
      SELECT count(*) AS due, min(due_at) AS since FROM inbox_states
      WHERE due_at IS NOT NULL AND status = 'received'
      """
    ).only
    return (try row.decode("due"), try row.decode("since"))
  }
}

extension Inbox.Arrival {
  init(row: Row) throws {
    self.init(
      id: try row.decode("id"), program: try row.decode("program_id"), source: try row.decode("source_id"),
      externalID: try row.decode("external_id"), type: try row.decode("type"), headers: try row.decode("headers"),
      body: try row.decode("body"), receivedAt: try row.decode("received_at"))
  }
}
