-- Every delivery as it came: the bytes that were signed, and those headers that say what they mean. Never changed, but
-- for the erasure of a person. The delivery id of its source is unique for ever: providers send again after days.
CREATE TABLE inbox (
  program_id  uuid        NOT NULL,
  id          uuid        NOT NULL,
  source_id   uuid        NOT NULL,
  external_id text        NOT NULL,
  type        text        NOT NULL,
  headers     text        NOT NULL,
  body        bytea       NOT NULL,
  received_at timestamptz NOT NULL,
  CONSTRAINT inbox_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT inbox_external_id_key UNIQUE (program_id, source_id, external_id),
  CONSTRAINT inbox_program_fkey FOREIGN KEY (program_id) REFERENCES programs
);

-- A body of some kilobytes is compressed as it is stored: several times faster by LZ4, where the server has it.
DO $$
BEGIN
  ALTER TABLE inbox ALTER COLUMN body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$;

-- What became of each delivery. due_at: when a worker looks at it next; none once it is done. One that waits for a
-- conversion is looked at as soon as that comes, by inbox_awaits, and now and then meanwhile.
CREATE TABLE inbox_states (
  program_id  uuid        NOT NULL,
  delivery_id uuid        NOT NULL,
  source_id   uuid        NOT NULL,
  status      text        NOT NULL,
  reason      text,
  attempts    integer     NOT NULL,
  due_at      timestamptz,
  finished_at timestamptz,
  person_id   uuid,
  CONSTRAINT inbox_states_pkey PRIMARY KEY (program_id, delivery_id),
  CONSTRAINT inbox_states_delivery_fkey FOREIGN KEY (program_id, delivery_id) REFERENCES inbox (program_id, id),
  CONSTRAINT inbox_states_status_is_known CHECK (
    status IN ('received', 'waiting', 'applied', 'ignored', 'test', 'parked')),
  CONSTRAINT inbox_states_are_due_until_done CHECK ((due_at IS NULL) = (status NOT IN ('received', 'waiting')))
);
CREATE INDEX inbox_states_due ON inbox_states (program_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX inbox_states_parked ON inbox_states (program_id, delivery_id) WHERE status = 'parked';
CREATE INDEX inbox_states_by_person ON inbox_states (program_id, person_id) WHERE person_id IS NOT NULL;

CREATE TABLE inbox_awaits (
  program_id  uuid NOT NULL,
  key         text NOT NULL,
  delivery_id uuid NOT NULL,
  CONSTRAINT inbox_awaits_pkey PRIMARY KEY (program_id, key, delivery_id),
  CONSTRAINT inbox_awaits_delivery_fkey FOREIGN KEY (program_id, delivery_id) REFERENCES inbox (program_id, id)
);
CREATE INDEX inbox_awaits_by_delivery ON inbox_awaits (program_id, delivery_id);
