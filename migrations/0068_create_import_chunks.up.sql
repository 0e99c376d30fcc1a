-- The bytes of an uploaded file, in order from 0, until they are taken in: where every instance can read them, and where
-- they outlast one that is killed.
CREATE TABLE import_chunks (
  program_id uuid    NOT NULL,
  import_id  uuid    NOT NULL,
  number     integer NOT NULL,
  bytes      bytea   NOT NULL,
  CONSTRAINT import_chunks_pkey PRIMARY KEY (program_id, import_id, number),
  CONSTRAINT import_chunks_import_fkey FOREIGN KEY (program_id, import_id) REFERENCES imports (program_id, id)
);
