import Postgres
import Referrals

extension PersonExports {
  /// A JSON document: what is held on person `p`. Others are named where they agreed.
  static func document(_ program: Program.ID) -> SQL {
    """
    json_build_object(
      'person', json_build_object('id', p.id, 'external_id', p.external_id, 'email', p.email, 'name', p.name,
        'first_lead_at', p.first_lead_at, 'created_at', p.created_at,
        'known_as', (SELECT coalesce(json_agg(k.key ORDER BY k.key), '[]') FROM person_keys k
          WHERE k.program_id = p.program_id AND k.person_id = p.id)),
      'advocate', \(advocate(program)),
      'conversions', (SELECT coalesce(json_agg(json_build_object('external_id', c.external_id, 'type', c.type,
          'amount', c.amount, 'currency', c.currency, 'discount', c.discount, 'occurred_at', c.occurred_at,
          'code', c.code, 'click_id', c.click_id, 'source', c.source) ORDER BY c.occurred_at, c.id), '[]')
        FROM conversions c WHERE c.program_id = p.program_id AND c.person_id = p.id),
      'reversals', (SELECT coalesce(json_agg(json_build_object('external_id', r.external_id,
          'conversion_external_id', r.conversion_external_id, 'amount', r.amount, 'reason', r.reason,
          'status', r.status, 'occurred_at', r.occurred_at) ORDER BY r.occurred_at, r.id), '[]')
        FROM conversions c JOIN reversals r ON r.program_id = c.program_id AND r.conversion_external_id = c.external_id
        WHERE c.program_id = p.program_id AND c.person_id = p.id),
      'browsers', (SELECT coalesce(json_agg(json_build_object('visitor_id', v.visitor_id, 'linked_at', v.linked_at)
          ORDER BY v.linked_at, v.visitor_id), '[]')
        FROM visitor_people v WHERE v.program_id = p.program_id AND v.person_id = p.id),
      'clicks', (SELECT coalesce(json_agg(json_build_object('id', c.id, 'occurred_at', c.occurred_at,
          'link_id', c.link_id, 'visitor_id', c.visitor_id, 'visitor_hash', c.visitor_hash, 'outcome', c.outcome,
          'address_prefix', c.address_prefix, 'referrer', c.referrer, 'user_agent', c.user_agent)
          ORDER BY c.occurred_at, c.id), '[]')
        FROM visitor_people v JOIN clicks c ON c.program_id = v.program_id AND c.visitor_id = v.visitor_id
        WHERE v.program_id = p.program_id AND v.person_id = p.id),
      'links', (SELECT coalesce(json_agg(json_build_object('code', l.code, 'destination', l.destination,
          'campaign', l.campaign, 'channel', l.channel, 'disabled_at', l.disabled_at, 'expires_at', l.expires_at,
          'created_at', l.created_at) ORDER BY l.created_at, l.id), '[]')
        FROM advocates a JOIN links l ON l.program_id = a.program_id AND l.advocate_id = a.id
        WHERE a.program_id = p.program_id AND a.person_id = p.id),
      'credits', (SELECT coalesce(json_agg(json_build_object('conversion_id', c.id,
          'occurred_at', c.occurred_at, 'kind', s.kind, 'hop', s.hop, 'amount', s.amount, 'currency', s.currency)
          ORDER BY c.occurred_at, c.id, s.kind, s.hop), '[]')
        FROM advocates a
        JOIN LATERAL (
          SELECT conversion_id, kind, hop, currency, sum(amount) AS amount FROM ledger
          WHERE program_id = \(program) AND run = \(Portals.currentRun(program)) AND advocate_id = a.id
          GROUP BY conversion_id, kind, hop, currency HAVING sum(amount) <> 0
        ) AS s ON true
        JOIN conversions c ON c.program_id = a.program_id AND c.id = s.conversion_id
        WHERE a.program_id = p.program_id AND a.person_id = p.id),
      'shares', (SELECT coalesce(json_agg(json_build_object('external_id', s.external_id, 'channel', s.channel,
          'content', s.content, 'url', s.url, 'occurred_at', s.occurred_at, 'source', s.source)
          ORDER BY s.occurred_at, s.id), '[]')
        FROM advocates a JOIN shares s ON s.program_id = a.program_id AND s.advocate_id = a.id
        WHERE a.program_id = p.program_id AND a.person_id = p.id),
      'follows', (SELECT coalesce(json_agg(json_build_object('first_name',
          CASE WHEN \(Consents.isNamed("o.id", program: program)) THEN \(firstName("o")) END, 'since', e.since,
          'until', e.until, 'origin', e.origin, 'source', e.source) ORDER BY e.since, e.from_person), '[]')
        FROM (
          SELECT from_person, since, NULL::timestamptz AS until, origin, source FROM graph_edges
          WHERE program_id = \(program) AND to_person = p.id
          UNION ALL
          SELECT from_person, since, until, origin, source FROM past_graph_edges
          WHERE program_id = \(program) AND to_person = p.id
        ) AS e JOIN people o ON o.program_id = \(program) AND o.id = e.from_person),
      'followed_by', (SELECT coalesce(json_agg(json_build_object('first_name',
          CASE WHEN \(Consents.isNamed("o.id", or: "e.consent", program: program)) THEN \(firstName("o")) END,
          'since', e.since, 'until', e.until, 'origin', e.origin, 'source', e.source)
          ORDER BY e.since, e.to_person), '[]')
        FROM (
          SELECT to_person, since, NULL::timestamptz AS until, origin, source, consent FROM graph_edges
          WHERE program_id = \(program) AND from_person = p.id
          UNION ALL
          SELECT to_person, since, until, origin, source, false FROM past_graph_edges
          WHERE program_id = \(program) AND from_person = p.id
        ) AS e JOIN people o ON o.program_id = \(program) AND o.id = e.to_person),
      'deliveries', (SELECT coalesce(json_agg(json_build_object('id', i.id, 'type', i.type,
          'received_at', i.received_at) ORDER BY i.received_at, i.id), '[]')
        FROM inbox_states s JOIN inbox i ON i.program_id = s.program_id AND i.id = s.delivery_id
        WHERE s.program_id = p.program_id AND s.person_id = p.id),
      'consents', (SELECT coalesce(json_agg(json_build_object('purpose', c.purpose, 'given', c.given,
          'wording', c.wording, 'place', c.place, 'occurred_at', c.occurred_at, 'source', c.source)
          ORDER BY c.occurred_at, c.purpose), '[]')
        FROM consents c WHERE c.program_id = p.program_id AND c.person_id = p.id))
    """
  }

  /// The same of the advocate that the person is; null where it is none.
  private static func advocate(_ program: Program.ID) -> SQL {
    """
    (SELECT json_build_object('id', a.id, 'created_at', a.created_at,
        'recruited_by', CASE WHEN \(Consents.isNamed("rp.id", program: program)) THEN \(firstName("rp")) END,
        'is_recruited', a.recruiter_id IS NOT NULL,
        'typed_email', j.email, 'joined_at', j.joined_at,
        'pauses', (SELECT coalesce(json_agg(json_build_object('paused_at', s.paused_at, 'resumed_at', s.resumed_at)
            ORDER BY s.paused_at), '[]')
          FROM advocate_pauses s WHERE s.program_id = a.program_id AND s.advocate_id = a.id),
        'reach', (SELECT json_build_object('within_1', r.within_1, 'within_2', r.within_2, 'within_3', r.within_3,
            'exclusive', r.exclusive, 'visitors', r.came)
          FROM advocate_reach r WHERE r.program_id = a.program_id AND r.advocate_id = a.id),
        'estimates', (SELECT coalesce(json_agg(json_build_object('model', f.model, 'made_at', f.fitted_at,
            'weight', w.weight, 'low', w.low, 'high', w.high) ORDER BY f.model), '[]')
          FROM (SELECT DISTINCT ON (model) model, version, fitted_at FROM fits WHERE program_id = \(program)
            ORDER BY model, version DESC) AS f
          JOIN fit_advocates w ON w.program_id = \(program) AND w.model = f.model AND w.version = f.version
            AND w.advocate_id = a.id))
      FROM advocates a
      LEFT JOIN joins j ON j.program_id = a.program_id AND j.advocate_id = a.id
      LEFT JOIN advocates ra ON ra.program_id = a.program_id AND ra.id = a.recruiter_id
      LEFT JOIN people rp ON rp.program_id = ra.program_id AND rp.id = ra.person_id
      WHERE a.program_id = p.program_id AND a.person_id = p.id)
    """
  }

  /// What others who agreed to be named are called in it: no more than their page shows.
  /// - Parameter alias: of the table of people.
  private static func firstName(_ alias: SQL) -> SQL { "substring(\(alias).name from '^\\s*(\\S+)')" }
}
