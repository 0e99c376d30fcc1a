-- Shares and edges that were told late, until all that had begun before they were stored is over: a sale that was on its
-- way then may not have seen them. One row for each time that some were told: by whom was shared, or to whom edges lead.
-- horizon: the transactions that had begun by when it was seen first; none until then.
CREATE TABLE exposures_due (
  program_id uuid        NOT NULL,
  id         uuid        NOT NULL,
  sharers    uuid[]      NOT NULL,
  followers  text[]      NOT NULL,
  since      timestamptz NOT NULL,
  told_at    timestamptz NOT NULL,
  horizon    bigint,
  CONSTRAINT exposures_due_pkey PRIMARY KEY (program_id, id)
);
