-- Clicks by quarter of an hour (every zone's day starts on one), written in the transaction of the clicks themselves.
-- Several writers count one viral link side by side, each in a slot of its own; a reader adds the slots.
CREATE TABLE click_counts (
  program_id  uuid        NOT NULL,
  slice       timestamptz NOT NULL,
  link_id     uuid        NOT NULL,
  slot        smallint    NOT NULL,
  advocate_id uuid        NOT NULL,
  people      bigint      NOT NULL,
  repeats     bigint      NOT NULL,
  bots        bigint      NOT NULL,
  CONSTRAINT click_counts_pkey PRIMARY KEY (program_id, slice, link_id, slot)
) WITH (fillfactor = 50);

-- The same for the whole program, so that a year's report reads thousands of rows however many links there are.
CREATE TABLE program_click_counts (
  program_id uuid        NOT NULL,
  slice      timestamptz NOT NULL,
  slot       smallint    NOT NULL,
  people     bigint      NOT NULL,
  repeats    bigint      NOT NULL,
  bots       bigint      NOT NULL,
  CONSTRAINT program_click_counts_pkey PRIMARY KEY (program_id, slice, slot)
) WITH (fillfactor = 50);
