-- A code, a destination, an advocate. code is as typed, code_key as compared. No destination: the program's.
CREATE TABLE links (
  program_id  uuid        NOT NULL,
  id          uuid        NOT NULL,
  advocate_id uuid        NOT NULL,
  host        text        NOT NULL,
  code        text        NOT NULL,
  code_key    text        NOT NULL,
  destination text,
  campaign    text,
  channel     text,
  is_primary  boolean     NOT NULL,
  disabled_at timestamptz,
  expires_at  timestamptz,
  created_at  timestamptz NOT NULL,
  CONSTRAINT links_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT links_advocate_fkey FOREIGN KEY (program_id, advocate_id) REFERENCES advocates (program_id, id),
  CONSTRAINT links_code_key UNIQUE (program_id, host, code_key)
);
CREATE INDEX links_by_advocate ON links (program_id, advocate_id);
CREATE UNIQUE INDEX links_one_primary_key ON links (program_id, advocate_id) WHERE is_primary;
