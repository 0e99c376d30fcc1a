-- Who is signed in to the console, and by which key. A lookup table: a request shows its cookie before its program is
-- known. Only hashes are kept. program_id is the program that is looked at; somebody with the service's admin key chooses it.
CREATE TABLE console_sessions (
  token_hash bytea       NOT NULL,
  key_hash   bytea       NOT NULL,
  program_id uuid,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT console_sessions_pkey PRIMARY KEY (token_hash),
  CONSTRAINT console_sessions_hash_is_sha256 CHECK (octet_length(token_hash) = 32)
);
CREATE INDEX console_sessions_by_expiry ON console_sessions (expires_at);
