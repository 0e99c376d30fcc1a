-- Where webhooks come from. A lookup table: a delivery names its source before its program is known. While a secret is
-- being replaced both are valid. They are kept as they are: a signature can't be checked by a hash.
CREATE TABLE sources (
  source_id           uuid        NOT NULL,
  program_id          uuid        NOT NULL,
  provider            text        NOT NULL,
  name                text,
  secret              text        NOT NULL,
  former_secret       text,
  former_secret_until timestamptz,
  accepts_test        boolean     NOT NULL,
  created_at          timestamptz NOT NULL,
  removed_at          timestamptz,
  CONSTRAINT sources_pkey PRIMARY KEY (source_id),
  CONSTRAINT sources_former_secret_has_its_end CHECK ((former_secret IS NULL) = (former_secret_until IS NULL))
);
CREATE INDEX sources_by_program ON sources (program_id, source_id);
