-- A lookup table: a click shows its code before its program is known, and a code is unique on its host over all programs.
-- The host is '' for the service's own address.
CREATE TABLE link_codes (
  host       text NOT NULL,
  code_key   text NOT NULL,
  program_id uuid NOT NULL,
  link_id    uuid NOT NULL,
  CONSTRAINT link_codes_pkey PRIMARY KEY (host, code_key)
);
