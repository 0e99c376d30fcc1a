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
