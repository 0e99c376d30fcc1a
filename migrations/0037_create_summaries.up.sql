-- What reports read that no single event can keep up to date: worked out from everything that happened, now and then, by
-- one worker at a time. asked_at is when somebody last read a report that needs it: what is read is kept fresh.
CREATE TABLE summaries (
  program_id  uuid        NOT NULL,
  computed_at timestamptz,
  took_ms     integer     NOT NULL,
  asked_at    timestamptz,
  CONSTRAINT summaries_pkey PRIMARY KEY (program_id),
  CONSTRAINT summaries_program_fkey FOREIGN KEY (program_id) REFERENCES programs
);
