-- A company's year, straight into the tables: :clicks clicks, :conversions conversions, :advocates advocates, of the
-- program :program and its run 1. Everything is drawn from the row's number, so that it is the same every time but for
-- the year, which ends now.
SET synchronous_commit = off;
SET work_mem = '128MB';
SET maintenance_work_mem = '512MB';

-- A number from 0 on and below 1 that depends on a row and on what it is drawn for.
CREATE FUNCTION pg_temp.draw(number bigint, what text) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (hashint8extended(number, hashtextextended(what, 0)) & 9007199254740991) / 9007199254740992.0 $$;
-- An id of version 7: the time, then which of so many it is.
CREATE FUNCTION pg_temp.id(at timestamptz, number bigint) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT encode(
    int8send((floor(extract(epoch FROM at) * 1000)::bigint << 16) | 28672
      | ((floor(extract(epoch FROM at) * 1000000)::bigint % 1000) * 4096 / 1000))
    || int8send((-9223372036854775808) | number), 'hex')::uuid
$$;
SELECT date_trunc('second', now()) AS now \gset
CREATE TEMPORARY TABLE dials AS SELECT :'program'::uuid AS program, :'now'::timestamptz AS now,
  :'now'::timestamptz - interval '365 days' AS start, :clicks::bigint AS clicks, :conversions::bigint AS conversions,
  :advocates::bigint AS advocates, :conversions::bigint * 6 / 10 AS customers, :clicks::bigint * 4 / 10 AS visitors;
SELECT count(ensure_clicks_partition(month::date)) AS months
FROM dials, generate_series(date_trunc('month', start), now, '1 month') AS month;

\echo people and advocates
INSERT INTO people (program_id, id, external_id, email, email_key, name, created_at)
SELECT program, pg_temp.id(start, n), 'person-' || n, 'p' || n || '@people.example', 'p' || n || '@people.example',
  'Person ' || n, start
FROM dials, generate_series(1, customers + advocates) AS n;
-- Every second advocate was brought in by another, most by early ones.
INSERT INTO advocates (program_id, id, person_id, recruiter_id, created_at)
SELECT program, pg_temp.id(start, n), pg_temp.id(start, CASE WHEN n % 2 = 0 THEN n / 2 ELSE customers + n END),
  CASE WHEN n > 10 AND n % 2 = 0 THEN pg_temp.id(start, 1 + floor((n - 1) * pg_temp.draw(n, 'recruiter') ^ 2)::bigint) END,
  start + (now - start) * (n / advocates::double precision)
FROM dials, generate_series(1, advocates) AS n ORDER BY n;
INSERT INTO links (program_id, id, advocate_id, host, code, code_key, is_primary, created_at)
SELECT program, pg_temp.id(start, n), pg_temp.id(start, n), '', 'bench' || n, 'bench' || n, true, start
FROM dials, generate_series(1, advocates) AS n;
INSERT INTO link_codes (host, code_key, program_id, link_id)
SELECT '', 'bench' || n, program, pg_temp.id(start, n) FROM dials, generate_series(1, advocates) AS n;

\echo clicks
-- A visitor comes two or three times, first at any time of the year; a few of the clicks are bots'.
INSERT INTO clicks (program_id, occurred_at, id, link_id, advocate_id, visitor_id, visitor_hash, outcome, repeat_of,
  address_prefix, referrer, user_agent)
SELECT program, at, pg_temp.id(at, n), pg_temp.id(start, sharer), pg_temp.id(start, sharer), pg_temp.id(start, visitor),
  pg_temp.id(start, visitor), CASE WHEN pg_temp.draw(n, 'bot') < 0.05 THEN 'bot' ELSE 'person' END, NULL,
  '192.0.2.0/24', NULL, NULL
FROM (
  SELECT n, d.*, visitor, 1 + floor(d.advocates * pg_temp.draw(n / 3, 'sharer') ^ 3)::bigint AS sharer,
    date_trunc('milliseconds', start + (now - start) * pg_temp.draw(visitor, 'first')
      + least((now - start) * (1 - pg_temp.draw(visitor, 'first')), interval '20 days' * pg_temp.draw(n, 'again') ^ 2)
      * ((n - 1) / d.visitors)) AS at
  FROM dials d, generate_series(1, d.clicks) AS n, LATERAL (SELECT 1 + (n - 1) % d.visitors AS visitor) v
) AS c
WHERE at < now
ORDER BY at;

\echo conversions
-- Person n is visitor n, for two in three customers; nobody saw the others come. Every tenth is in another currency.
INSERT INTO visitor_people (program_id, visitor_id, person_id, linked_at)
SELECT program, pg_temp.id(start, n), pg_temp.id(start, n), start
FROM dials, generate_series(1, least(customers, visitors)) AS n WHERE n % 3 <> 0;
INSERT INTO conversions (program_id, id, external_id, type, amount, currency, exponent, discount, occurred_at,
  recorded_at, person_id, click_id, code, link_id, implied_lead, source)
SELECT program, pg_temp.id(at, n), 'order-' || n, type, CASE WHEN type IN ('lead', 'signup') THEN 0
    ELSE 500 + floor(20000 * pg_temp.draw(n, 'amount') ^ 2)::bigint END,
  CASE WHEN customer % 10 = 0 THEN 'EUR' ELSE 'USD' END, 2, 0, at, at, pg_temp.id(start, customer), NULL, NULL, NULL,
  type <> 'lead' AND n <= customers, 'bench'
FROM (
  SELECT n, d.*, customer, CASE WHEN n <= customers AND n % 7 = 0 THEN 'lead' WHEN n <= customers AND n % 11 = 0
      THEN 'signup' WHEN n > customers AND n % 4 = 0 THEN 'renewal' ELSE 'sale' END AS type,
    -- No later than now, and no more of them today than on other days.
    date_trunc('milliseconds', start + (now - start) * pg_temp.draw(customer, 'first')
      + least((now - start) * (1 - pg_temp.draw(customer, 'first')), interval '60 days' + interval '90 days' * again)
      * CASE again WHEN 0 THEN pg_temp.draw(n, 'lag') ^ 4 ELSE (pg_temp.draw(n, 'lag') ^ 4 * 2 + pg_temp.draw(n, 'again') * 3) / 5 END) AS at
  FROM dials d, generate_series(1, d.conversions) AS n,
    LATERAL (SELECT 1 + (n - 1) % d.customers AS customer, (n - 1) / d.customers AS again) c
) AS c;
INSERT INTO reversals (program_id, id, conversion_external_id, external_id, amount, reason, status, occurred_at,
  recorded_at)
SELECT program, pg_temp.id(now, n), 'order-' || n, 'refund', c.amount / (1 + n % 2), 'refund', 'applied', now, now
FROM dials, generate_series(1, conversions, 25) AS n
JOIN conversions c ON c.program_id = (SELECT program FROM dials) AND c.external_id = 'order-' || n AND c.amount > 0;

\echo ledger
-- The visitor's sharer has half, their recruiter (where there is one) a twentieth, and nobody the rest.
INSERT INTO ledger (program_id, run, conversion_id, id, kind, hop, advocate_id, touch_id, amount, currency, cause,
  recorded_at)
SELECT c.program_id, 1, c.id, pg_temp.id(c.occurred_at, part.hop), part.kind, part.hop, part.advocate, NULL, part.amount,
  c.currency, 'conversion', c.recorded_at
FROM dials d
JOIN conversions c ON c.program_id = d.program
LEFT JOIN reversals r ON r.program_id = d.program AND r.conversion_external_id = c.external_id
LEFT JOIN visitor_people v ON v.program_id = d.program AND v.person_id = c.person_id
CROSS JOIN LATERAL (SELECT c.amount - coalesce(r.amount, 0) AS net,
  1 + floor(d.advocates * pg_temp.draw(hashtextextended(v.visitor_id::text, 0), 'sharer') ^ 3)::bigint AS sharer) s
LEFT JOIN advocates a ON a.program_id = d.program AND a.id = pg_temp.id(d.start, s.sharer)
CROSS JOIN LATERAL (VALUES ('direct', 0, a.id, s.net / 2), ('chain', 1, a.recruiter_id, s.net / 20),
  ('unattributed', 2, NULL, s.net - CASE WHEN a.id IS NULL THEN 0 ELSE s.net / 2 END
    - CASE WHEN a.recruiter_id IS NULL THEN 0 ELSE s.net / 20 END)) AS part (kind, hop, advocate, amount)
WHERE part.amount <> 0 AND (part.advocate IS NOT NULL OR part.kind = 'unattributed');

\echo rollups
INSERT INTO click_counts (program_id, slice, link_id, slot, advocate_id, people, repeats, bots)
SELECT program_id, date_bin('15 minutes', occurred_at, '2000-01-01 00:00:00+00'), link_id, 0, advocate_id,
  count(*) FILTER (WHERE outcome = 'person'), count(*) FILTER (WHERE outcome = 'repeat'),
  count(*) FILTER (WHERE outcome NOT IN ('person', 'repeat'))
FROM clicks WHERE program_id = :'program' GROUP BY 1, 2, 3, 5 ORDER BY 2;
INSERT INTO program_click_counts (program_id, slice, slot, people, repeats, bots)
SELECT program_id, slice, slot, sum(people), sum(repeats), sum(bots)
FROM click_counts WHERE program_id = :'program' GROUP BY 1, 2, 3 ORDER BY 2;
INSERT INTO revenue_counts (program_id, slice, currency, slot, leads, signups, sales, renewals, gross, discounts,
  reversed)
SELECT c.program_id, date_bin('15 minutes', c.occurred_at, '2000-01-01 00:00:00+00'), c.currency,
  get_byte(uuid_send(c.id), 15) & 7, count(*) FILTER (WHERE c.type = 'lead' OR c.implied_lead),
  count(*) FILTER (WHERE c.type = 'signup'), count(*) FILTER (WHERE c.type = 'sale'),
  count(*) FILTER (WHERE c.type = 'renewal'), sum(c.amount), sum(c.discount), sum(coalesce(r.amount, 0))
FROM conversions c
LEFT JOIN reversals r ON r.program_id = c.program_id AND r.conversion_external_id = c.external_id
WHERE c.program_id = :'program' GROUP BY 1, 2, 3, 4 ORDER BY 2;
CREATE TEMPORARY TABLE entries AS
SELECT l.program_id, l.run, date_bin('15 minutes', c.occurred_at, '2000-01-01 00:00:00+00') AS slice, l.currency,
  get_byte(uuid_send(c.id), 15) & 7 AS slot, l.advocate_id, l.kind, l.amount
FROM ledger l JOIN conversions c ON c.program_id = l.program_id AND c.id = l.conversion_id
WHERE l.program_id = :'program';
INSERT INTO credit_counts (program_id, run, slice, currency, slot, direct, exposure, chain, unattributed)
SELECT program_id, run, slice, currency, slot, coalesce(sum(amount) FILTER (WHERE kind = 'direct'), 0), 0,
  coalesce(sum(amount) FILTER (WHERE kind = 'chain'), 0),
  coalesce(sum(amount) FILTER (WHERE kind = 'unattributed'), 0)
FROM entries GROUP BY 1, 2, 3, 4, 5 ORDER BY 3;
INSERT INTO advocate_credit_counts (program_id, run, slice, advocate_id, currency, slot, conversions, direct, exposure,
  chain)
SELECT program_id, run, slice, advocate_id, currency, slot, count(*),
  coalesce(sum(amount) FILTER (WHERE kind = 'direct'), 0), 0, coalesce(sum(amount) FILTER (WHERE kind = 'chain'), 0)
FROM entries WHERE advocate_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 3;

VACUUM ANALYZE;
