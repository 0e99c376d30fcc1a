package import Postgres
package import Referrals

// What those who send do with deliveries: learn who has something due, take it program by program, and say what came of
// it.

extension Deliveries {
  /// One who sends: what a lease is held by.
  package enum Worker {
    /// A worker's id.
    package typealias ID = Identifier<Worker>
  }

  /// An endpoint that something is due to.
  package struct Destination: Sendable {
    /// Whose it is.
    package let program: Program.ID
    /// Where, and signed by what.
    package let endpoint: Endpoints.Entry
    /// Whether it was deleted meanwhile.
    package let isDeleted: Bool
  }

  /// A delivery that a worker has taken.
  package struct Taken: Sendable {
    /// Its id.
    package let id: ID
    /// To where.
    package let endpoint: Endpoints.ID
    /// What.
    package let event: Outbox.Event.ID
    /// How many attempts were made since it was last sent on its way.
    package let tries: Int
  }

  /// The endpoints of all programs that something is due to that nobody has taken.
  package static func destinations(at time: Timestamp, in connection: Connection) async throws -> [Destination] {
    try await connection.query(
      """
      SELECT e.* FROM endpoints e
      CROSS JOIN LATERAL (
        SELECT FROM outbox_deliveries d
        WHERE d.program_id = e.program_id AND d.endpoint_id = e.id AND d.status = 'pending' AND d.due_at <= \(time)
          AND (d.lease_until IS NULL OR d.lease_until <= \(time))
        LIMIT 1
      ) AS due
      WHERE e.not_before IS NULL OR e.not_before <= \(time)
      """
    ).map { row in
      Destination(
        program: try row.decode("program_id"), endpoint: try Endpoints.Entry(row: row),
        isDeleted: try row.decode("deleted_at", as: Timestamp?.self) != nil)
    }
  }

  /// Takes the longest due deliveries to some endpoints of one program, to each as many as there is room for.
  package static func claim(
    _ rooms: [(endpoint: Endpoints.ID, room: Int)], until leaseEnd: Timestamp, by worker: Worker.ID,
    at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws -> [Taken] {
    try await connection.query(
      """
      WITH picked AS MATERIALIZED (
        SELECT d.id FROM unnest(\(rooms.map(\.endpoint))::uuid[], \(rooms.map { Int64($0.room) })::bigint[])
          AS e (id, room)
        CROSS JOIN LATERAL (
          SELECT id FROM outbox_deliveries
          WHERE program_id = \(program) AND endpoint_id = e.id AND status = 'pending' AND due_at <= \(time)
            AND (lease_until IS NULL OR lease_until <= \(time))
          ORDER BY due_at, id LIMIT e.room FOR UPDATE SKIP LOCKED
        ) AS d
      )
      UPDATE outbox_deliveries d SET lease_until = \(leaseEnd), leased_by = \(worker)
      FROM picked p WHERE d.program_id = \(program) AND d.id = p.id
      RETURNING d.id, d.endpoint_id, d.event_id, d.tries
      """
    ).map { row in
      Taken(
        id: try row.decode("id"), endpoint: try row.decode("endpoint_id"), event: try row.decode("event_id"),
        tries: try row.decode("tries"))
    }
  }

  /// Keeps what a worker has for longer.
  package static func extend(
    _ ids: [ID], until leaseEnd: Timestamp, by worker: Worker.ID, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      UPDATE outbox_deliveries SET lease_until = \(leaseEnd)
      WHERE program_id = \(program) AND id = ANY(\(ids)) AND leased_by = \(worker)
      """)
  }

  /// Gives back what a worker has not come to.
  package static func release(
    _ ids: [ID], by worker: Worker.ID, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      UPDATE outbox_deliveries SET lease_until = NULL, leased_by = NULL
      WHERE program_id = \(program) AND id = ANY(\(ids)) AND leased_by = \(worker)
      """)
  }

  /// Gives back all that a worker had in an earlier life.
  package static func releaseAll(by worker: Worker.ID, in connection: Connection) async throws {
    try await connection.execute(
      """
      UPDATE outbox_deliveries SET lease_until = NULL, leased_by = NULL
      WHERE status = 'pending' AND leased_by = \(worker)
      """)
  }

  /// What came of an attempt.
  package struct Outcome: Sendable {
    /// Of which delivery.
    package let delivery: ID
    /// The attempt; its number is given when it is recorded.
    package let attempt: Attempt
    /// How far the delivery is now: delivered, failed, or still pending.
    package let status: Status
    /// When the next attempt is due.
    package let dueAt: Timestamp?

    /// An outcome from its parts.
    package init(delivery: ID, attempt: Attempt, status: Status, dueAt: Timestamp?) {
      self.delivery = delivery
      self.attempt = attempt
      self.status = status
      self.dueAt = dueAt
    }
  }

  /// Records attempts and what they mean, by one statement. What arrived has arrived; else a worker that has lost its
  /// lease, and one whose endpoint was disabled meanwhile, only adds its attempt.
  package static func record(
    _ outcomes: [Outcome], by worker: Worker.ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    guard !outcomes.isEmpty else { return }
    try await connection.execute(
      """
      WITH told AS (
        SELECT * FROM unnest(\(outcomes.map(\.delivery))::uuid[], \(outcomes.map(\.attempt.startedAt))::timestamptz[],
          \(outcomes.map { $0.attempt.status.map(Int64.init) })::bigint[], \(outcomes.map(\.attempt.failure))::text[],
          \(outcomes.map(\.attempt.response))::text[], \(outcomes.map { Int64($0.attempt.milliseconds) })::bigint[],
          \(outcomes.map(\.status.rawValue))::text[], \(outcomes.map(\.dueAt))::timestamptz[])
          AS t (id, started_at, status, failure, response, duration_ms, outcome, due_at)
      ), moved AS (
        UPDATE outbox_deliveries d SET attempts = d.attempts + 1, tries = d.tries + 1,
          status = CASE WHEN t.outcome = 'delivered' THEN t.outcome
            WHEN d.leased_by = \(worker) AND d.status = 'pending' THEN t.outcome ELSE d.status END,
          due_at = CASE WHEN d.leased_by = \(worker) THEN coalesce(t.due_at, d.due_at) ELSE d.due_at END,
          finished_at = CASE WHEN t.outcome = 'delivered'
            OR (d.leased_by = \(worker) AND d.status = 'pending' AND t.outcome <> 'pending') THEN \(time)
            ELSE d.finished_at END,
          lease_until = CASE WHEN d.leased_by = \(worker) THEN NULL ELSE d.lease_until END,
          leased_by = nullif(d.leased_by, \(worker))
        FROM told t WHERE d.program_id = \(program) AND d.id = t.id
        RETURNING d.id, d.attempts
      )
      INSERT INTO delivery_attempts (program_id, delivery_id, attempt, started_at, status, failure, response,
        duration_ms)
      SELECT \(program), m.id, m.attempts, t.started_at, t.status, t.failure, t.response, t.duration_ms
      FROM told t JOIN moved m ON m.id = t.id
      """)
  }
}

extension Deliveries.Attempt {
  /// An attempt that is not recorded yet.
  package init(
    startedAt: Timestamp, status: Int?, failure: String?, response: String?, milliseconds: Int
  ) {
    self.init(
      number: 0, startedAt: startedAt, status: status, failure: failure, response: response,
      milliseconds: milliseconds)
  }
}

extension Deliveries {
  /// How many are due by now, of all programs, and since when the first of them; those that a worker has, too.
  package static func backlog(
    at time: Timestamp, in connection: Connection
  ) async throws -> (due: Int, since: Timestamp?) {
    let row = try await connection.query(
      """
      SELECT count(*) AS due, min(due_at) AS since FROM outbox_deliveries
      WHERE status = 'pending' AND due_at <= \(time)
      """
    ).only
    return (try row.decode("due"), try row.decode("since"))
  }
}
