-- Rollups of conversions and of the ledger by quarter of an hour of the conversion, written in the transaction of what
-- they count. Slots keep simultaneous sales from waiting for one row; a reader adds them.
CREATE TABLE revenue_counts (
  program_id uuid        NOT NULL,
  slice      timestamptz NOT NULL,
  currency   text        NOT NULL,
  slot       smallint    NOT NULL,
  leads      bigint      NOT NULL,
  signups    bigint      NOT NULL,
  sales      bigint      NOT NULL,
  renewals   bigint      NOT NULL,
  gross      bigint      NOT NULL,
  discounts  bigint      NOT NULL,
  reversed   bigint      NOT NULL,
  CONSTRAINT revenue_counts_pkey PRIMARY KEY (program_id, slice, currency, slot)
) WITH (fillfactor = 50);

CREATE TABLE credit_counts (
  program_id   uuid        NOT NULL,
  run          integer     NOT NULL,
  slice        timestamptz NOT NULL,
  currency     text        NOT NULL,
  slot         smallint    NOT NULL,
  direct       bigint      NOT NULL,
  exposure     bigint      NOT NULL,
  chain        bigint      NOT NULL,
  unattributed bigint      NOT NULL,
  CONSTRAINT credit_counts_pkey PRIMARY KEY (program_id, run, slice, currency, slot)
) WITH (fillfactor = 50);

-- conversions: how many conversions give the advocate anything, net of reversals.
CREATE TABLE advocate_credit_counts (
  program_id  uuid        NOT NULL,
  run         integer     NOT NULL,
  slice       timestamptz NOT NULL,
  advocate_id uuid        NOT NULL,
  currency    text        NOT NULL,
  slot        smallint    NOT NULL,
  conversions bigint      NOT NULL,
  direct      bigint      NOT NULL,
  exposure    bigint      NOT NULL,
  chain       bigint      NOT NULL,
  CONSTRAINT advocate_credit_counts_pkey PRIMARY KEY (program_id, run, slice, advocate_id, currency, slot)
) WITH (fillfactor = 50);

-- Nothing on a fresh database; what there is where the counts were taken away and come back. The slot is the one that
-- the service counts a conversion in: the last three bits of its id.
INSERT INTO revenue_counts (program_id, slice, currency, slot, leads, signups, sales, renewals, gross, discounts,
  reversed)
SELECT c.program_id, date_bin('15 minutes', c.occurred_at, '2000-01-01 00:00:00+00'), c.currency,
  get_byte(uuid_send(c.id), 15) & 7, count(*) FILTER (WHERE c.type = 'lead' OR c.implied_lead),
  count(*) FILTER (WHERE c.type = 'signup'), count(*) FILTER (WHERE c.type = 'sale'),
  count(*) FILTER (WHERE c.type = 'renewal'), sum(c.amount), sum(c.discount), sum(coalesce(r.reversed, 0))
FROM conversions c
LEFT JOIN (
  SELECT program_id, conversion_external_id, sum(amount) AS reversed FROM reversals WHERE status = 'applied'
  GROUP BY program_id, conversion_external_id
) r ON r.program_id = c.program_id AND r.conversion_external_id = c.external_id
GROUP BY 1, 2, 3, 4;

INSERT INTO credit_counts (program_id, run, slice, currency, slot, direct, exposure, chain, unattributed)
SELECT l.program_id, l.run, date_bin('15 minutes', c.occurred_at, '2000-01-01 00:00:00+00'), l.currency,
  get_byte(uuid_send(c.id), 15) & 7, coalesce(sum(l.amount) FILTER (WHERE l.kind = 'direct'), 0),
  coalesce(sum(l.amount) FILTER (WHERE l.kind = 'exposure'), 0),
  coalesce(sum(l.amount) FILTER (WHERE l.kind = 'chain'), 0),
  coalesce(sum(l.amount) FILTER (WHERE l.kind = 'unattributed'), 0)
FROM ledger l
JOIN conversions c ON c.program_id = l.program_id AND c.id = l.conversion_id
GROUP BY 1, 2, 3, 4, 5;

INSERT INTO advocate_credit_counts (program_id, run, slice, advocate_id, currency, slot, conversions, direct, exposure,
  chain)
SELECT program_id, run, slice, advocate_id, currency, slot,
  count(*) FILTER (WHERE direct <> 0 OR exposure <> 0 OR chain <> 0), sum(direct), sum(exposure), sum(chain)
FROM (
  SELECT l.program_id, l.run, date_bin('15 minutes', c.occurred_at, '2000-01-01 00:00:00+00') AS slice, l.advocate_id,
    l.currency, get_byte(uuid_send(c.id), 15) & 7 AS slot,
    coalesce(sum(l.amount) FILTER (WHERE l.kind = 'direct'), 0) AS direct,
    coalesce(sum(l.amount) FILTER (WHERE l.kind = 'exposure'), 0) AS exposure,
    coalesce(sum(l.amount) FILTER (WHERE l.kind = 'chain'), 0) AS chain
  FROM ledger l
  JOIN conversions c ON c.program_id = l.program_id AND c.id = l.conversion_id
  WHERE l.advocate_id IS NOT NULL
  GROUP BY 1, 2, 3, 4, 5, 6, c.id
) AS conversion
GROUP BY 1, 2, 3, 4, 5, 6;
