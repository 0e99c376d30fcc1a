-- Shares by quarter of an hour, and the advocates who shared for the first time in it.
CREATE TABLE share_counts (
  program_id  uuid        NOT NULL,
  slice       timestamptz NOT NULL,
  shares      bigint      NOT NULL,
  new_sharers bigint      NOT NULL,
  CONSTRAINT share_counts_pkey PRIMARY KEY (program_id, slice)
);
