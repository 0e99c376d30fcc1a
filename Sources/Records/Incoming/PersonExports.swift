package import Postgres
package import Referrals

/// What is known of people who asked for it.
package enum PersonExports {
  /// One export.
  package struct Entry: Sendable {
    /// An export's id.
    package typealias ID = Identifier<Entry>

    /// Its id.
    package let id: ID
    /// Of whom.
    package let person: Person.ID
    /// When it was asked for.
    package let requestedAt: Timestamp
    /// What is known: a JSON document.
    package let document: String
  }

  /// Writes down what is known of a person: who they are, what they bought, what they clicked, the links they share,
  /// what they shared, whom they follow and who follows them, and what they agreed to. Others are named where they agreed.
  package static func make(
    of person: Person.ID, for delivery: Delivery.ID, at time: Timestamp, program: Program.ID, in connection: Connection
  ) async throws {
    try await connection.execute(
      """
      INSERT INTO person_exports (program_id, id, person_id, delivery_id, document, requested_at)
      SELECT p.program_id, \(Entry.ID.timeOrdered(at: time)), p.id, \(delivery), json_build_object(
        'person', json_build_object('id', p.id, 'external_id', p.external_id, 'email', p.email, 'name', p.name,
          'first_lead_at', p.first_lead_at, 'created_at', p.created_at,
          'known_as', (SELECT coalesce(json_agg(k.key ORDER BY k.key), '[]') FROM person_keys k
            WHERE k.program_id = p.program_id AND k.person_id = p.id)),
        'conversions', (SELECT coalesce(json_agg(json_build_object('external_id', c.external_id, 'type', c.type,
            'amount', c.amount, 'currency', c.currency, 'occurred_at', c.occurred_at, 'code', c.code,
            'click_id', c.click_id) ORDER BY c.occurred_at, c.id), '[]')
          FROM conversions c WHERE c.program_id = p.program_id AND c.person_id = p.id),
        'clicks', (SELECT coalesce(json_agg(json_build_object('id', c.id, 'occurred_at', c.occurred_at,
            'link_id', c.link_id, 'address_prefix', c.address_prefix) ORDER BY c.occurred_at, c.id), '[]')
          FROM visitor_people v JOIN clicks c ON c.program_id = v.program_id AND c.visitor_id = v.visitor_id
          WHERE v.program_id = p.program_id AND v.person_id = p.id),
        'links', (SELECT coalesce(json_agg(json_build_object('code', l.code, 'destination', l.destination,
            'created_at', l.created_at) ORDER BY l.created_at, l.id), '[]')
          FROM advocates a JOIN links l ON l.program_id = a.program_id AND l.advocate_id = a.id
          WHERE a.program_id = p.program_id AND a.person_id = p.id),
        'shares', (SELECT coalesce(json_agg(json_build_object('external_id', s.external_id, 'channel', s.channel,
            'content', s.content, 'url', s.url, 'occurred_at', s.occurred_at, 'source', s.source)
            ORDER BY s.occurred_at, s.id), '[]')
          FROM advocates a JOIN shares s ON s.program_id = a.program_id AND s.advocate_id = a.id
          WHERE a.program_id = p.program_id AND a.person_id = p.id),
        'follows', (SELECT coalesce(json_agg(json_build_object('external_id',
            CASE WHEN \(Consents.isNamed("o.id", program: program)) THEN o.external_id END, 'since', e.since,
            'origin', e.origin, 'source', e.source) ORDER BY e.since, e.from_person), '[]')
          FROM graph_edges e JOIN people o ON o.program_id = e.program_id AND o.id = e.from_person
          WHERE e.program_id = p.program_id AND e.to_person = p.id),
        'followed_by', (SELECT coalesce(json_agg(json_build_object('external_id',
            CASE WHEN \(Consents.isNamed("o.id", or: "e.consent", program: program)) THEN o.external_id END,
            'since', e.since, 'origin', e.origin, 'source', e.source) ORDER BY e.since, e.to_person), '[]')
          FROM graph_edges e JOIN people o ON o.program_id = e.program_id AND o.id = e.to_person
          WHERE e.program_id = p.program_id AND e.from_person = p.id),
        'consents', (SELECT coalesce(json_agg(json_build_object('purpose', c.purpose, 'given', c.given,
            'place', c.place, 'occurred_at', c.occurred_at, 'source', c.source) ORDER BY c.occurred_at, c.purpose), '[]')
          FROM consents c WHERE c.program_id = p.program_id AND c.person_id = p.id))::text, \(time)
      FROM people p WHERE p.program_id = \(program) AND p.id = \(person)
      """)
  }

  /// Newest first, from below an id.
  package static func list(
    before: Entry.ID?, limit: Int, program: Program.ID, in connection: Connection
  ) async throws -> [Entry] {
    try await connection.query(
      """
      SELECT * FROM person_exports WHERE program_id = \(program) AND (\(before)::uuid IS NULL OR id < \(before))
      ORDER BY id DESC LIMIT \(limit)
      """
    ).map(Entry.init(row:))
  }
}

extension PersonExports.Entry {
  init(row: Row) throws {
    self.init(
      id: try row.decode("id"), person: try row.decode("person_id"), requestedAt: try row.decode("requested_at"),
      document: try row.decode("document"))
  }
}
