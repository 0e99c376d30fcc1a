-- Who brought in whom, as a tree. joined: how many advocates of a generation (how many recruiters are above them) joined
-- in a quarter of an hour. A generation's credit is that of its advocates, by quarter of an hour of the conversion.
CREATE TABLE generation_counts (
  program_id uuid        NOT NULL,
  slice      timestamptz NOT NULL,
  generation integer     NOT NULL,
  joined     bigint      NOT NULL,
  CONSTRAINT generation_counts_pkey PRIMARY KEY (program_id, slice, generation)
);

CREATE TABLE generation_credit_counts (
  program_id  uuid        NOT NULL,
  run         integer     NOT NULL,
  slice       timestamptz NOT NULL,
  generation  integer     NOT NULL,
  currency    text        NOT NULL,
  conversions bigint      NOT NULL,
  direct      bigint      NOT NULL,
  exposure    bigint      NOT NULL,
  chain       bigint      NOT NULL,
  CONSTRAINT generation_credit_counts_pkey PRIMARY KEY (program_id, run, slice, generation, currency)
);

-- The shape of all trees of a program together. virality: the mean distance between two of one tree. cycle_days: the
-- median time from somebody's joining to that of one they brought in.
CREATE TABLE referral_trees (
  program_id uuid             NOT NULL,
  trees      bigint           NOT NULL,
  advocates  bigint           NOT NULL,
  depth      integer          NOT NULL,
  virality   double precision,
  cycle_days double precision,
  CONSTRAINT referral_trees_pkey PRIMARY KEY (program_id)
);
