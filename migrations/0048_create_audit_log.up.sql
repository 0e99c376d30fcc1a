-- Who changed what, and when: settings, keys, secrets, replays. Rows are never changed.
CREATE TABLE audit_log (
  program_id uuid        NOT NULL,
  audit_id   uuid        NOT NULL,
  at         timestamptz NOT NULL,
  actor      text        NOT NULL,
  action     text        NOT NULL,
  subject    text        NOT NULL,
  details    jsonb       NOT NULL,
  CONSTRAINT audit_log_pkey PRIMARY KEY (program_id, audit_id),
  CONSTRAINT audit_log_program_fkey FOREIGN KEY (program_id) REFERENCES programs (program_id)
);
COMMENT ON COLUMN audit_log.actor IS 'the key by which it was done, by name and last characters';
COMMENT ON COLUMN audit_log.details IS 'what was set, by name; never a secret';
