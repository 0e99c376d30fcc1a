-- When an advocate earned nothing: from paused_at until resumed_at, or still. Kept as intervals so that a recount of the
-- past comes to the same result.
CREATE TABLE advocate_pauses (
  program_id  uuid        NOT NULL,
  advocate_id uuid        NOT NULL,
  paused_at   timestamptz NOT NULL,
  resumed_at  timestamptz,
  CONSTRAINT advocate_pauses_pkey PRIMARY KEY (program_id, advocate_id, paused_at),
  CONSTRAINT advocate_pauses_advocate_fkey FOREIGN KEY (program_id, advocate_id)
    REFERENCES advocates (program_id, id),
  CONSTRAINT advocate_pauses_end_after_they_start CHECK (resumed_at >= paused_at)
);
CREATE UNIQUE INDEX advocate_pauses_one_open_key ON advocate_pauses (program_id, advocate_id) WHERE resumed_at IS NULL;
