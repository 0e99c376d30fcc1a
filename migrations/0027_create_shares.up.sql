-- An advocate posted. external_id is the post's own, where it has one. source: where it came from (api, import, demo, or
-- a webhook source's id). consent: whether the advocate agreed to be named with it.
CREATE TABLE shares (
  program_id  uuid        NOT NULL,
  id          uuid        NOT NULL,
  external_id text,
  advocate_id uuid        NOT NULL,
  channel     text        NOT NULL,
  content     text,
  url         text,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  consent     boolean     NOT NULL,
  source      text        NOT NULL,
  CONSTRAINT shares_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT shares_external_id_key UNIQUE (program_id, external_id),
  CONSTRAINT shares_advocate_fkey FOREIGN KEY (program_id, advocate_id) REFERENCES advocates (program_id, id)
);
CREATE INDEX shares_by_advocate ON shares (program_id, advocate_id, occurred_at);
CREATE INDEX shares_by_time ON shares (program_id, occurred_at);
