-- A lookup table: a request shows its key before its program is known. Only hashes are kept. An admin key has no program.
CREATE TABLE api_keys (
  key_hash   bytea       NOT NULL,
  program_id uuid,
  role       text        NOT NULL,
  name       text        NOT NULL,
  hint       text        NOT NULL,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CONSTRAINT api_keys_pkey PRIMARY KEY (key_hash),
  CONSTRAINT api_keys_role_fits_program CHECK (
    (role = 'admin' AND program_id IS NULL) OR (role = 'program' AND program_id IS NOT NULL)),
  CONSTRAINT api_keys_hash_is_sha256 CHECK (octet_length(key_hash) = 32)
);
CREATE INDEX api_keys_by_program ON api_keys (program_id, created_at);
