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

-- Nothing on a fresh database; what there is where the counts were taken away and come back.
INSERT INTO click_counts (program_id, slice, link_id, slot, advocate_id, people, repeats, bots)
SELECT program_id, date_bin('15 minutes', occurred_at, '2000-01-01 00:00:00+00'), link_id, 0, advocate_id,
  count(*) FILTER (WHERE outcome = 'person'), count(*) FILTER (WHERE outcome = 'repeat'),
  count(*) FILTER (WHERE outcome NOT IN ('person', 'repeat'))
FROM clicks GROUP BY 1, 2, 3, 5;

INSERT INTO program_click_counts (program_id, slice, slot, people, repeats, bots)
SELECT program_id, slice, slot, sum(people), sum(repeats), sum(bots) FROM click_counts GROUP BY 1, 2, 3;
