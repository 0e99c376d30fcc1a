-- What somebody agreed to, or no longer does, by purpose: each time it was said, and where. What was said last holds.
CREATE TABLE consents (
  program_id  uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  purpose     text        NOT NULL,
  occurred_at timestamptz NOT NULL,
  given       boolean     NOT NULL,
  place       text,
  recorded_at timestamptz NOT NULL,
  source      text        NOT NULL,
  CONSTRAINT consents_pkey PRIMARY KEY (program_id, person_id, purpose, occurred_at),
  CONSTRAINT consents_person_fkey FOREIGN KEY (program_id, person_id) REFERENCES people (program_id, id)
);
