-- Files of a company's history that are being taken in, or were: by the command, or uploaded in the console. bytes: of the
-- whole file, NULL where nobody knows. crediting: conversions that were yet to be credited anew once all lines were stored.
-- stopped_at: the line that ended it. turn: whose turn it is to take it in, drawn anew each time somebody begins.
CREATE TABLE imports (
  program_id    uuid        NOT NULL,
  id            uuid        NOT NULL,
  noun          text        NOT NULL,
  file          text        NOT NULL,
  skips_bad     boolean     NOT NULL,
  is_upload     boolean     NOT NULL,
  state         text        NOT NULL,
  bytes         bigint,
  bytes_read    bigint      NOT NULL DEFAULT 0,
  lines         bigint      NOT NULL DEFAULT 0,
  stored        bigint      NOT NULL DEFAULT 0,
  refused       bigint      NOT NULL DEFAULT 0,
  crediting     bigint,
  stopped_at    bigint,
  reason        text,
  turn          uuid,
  turns         integer     NOT NULL DEFAULT 0,
  begun_by      text        NOT NULL,
  begun_at      timestamptz NOT NULL,
  progressed_at timestamptz NOT NULL,
  ended_at      timestamptz,
  CONSTRAINT imports_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT imports_program_fkey FOREIGN KEY (program_id) REFERENCES programs,
  CONSTRAINT imports_state_is_known CHECK (state IN ('uploading', 'waiting', 'running', 'done', 'stopped', 'broken'))
);
CREATE INDEX imports_that_go_on ON imports (program_id, id) WHERE state IN ('uploading', 'waiting', 'running');

-- The first lines that were refused, each with why.
CREATE TABLE import_refusals (
  program_id uuid   NOT NULL,
  import_id  uuid   NOT NULL,
  line       bigint NOT NULL,
  reason     text   NOT NULL,
  CONSTRAINT import_refusals_pkey PRIMARY KEY (program_id, import_id, line),
  CONSTRAINT import_refusals_import_fkey FOREIGN KEY (program_id, import_id) REFERENCES imports (program_id, id)
);
