-- Somebody known to a program: by the program's own id, by e-mail, or both. email_key is the address as compared
-- (lower case, no +tag). first_lead_at: when the person became a lead, by a lead or by the first sale without one.
CREATE TABLE people (
  program_id    uuid        NOT NULL,
  id            uuid        NOT NULL,
  external_id   text,
  email         text,
  email_key     text,
  name          text,
  first_lead_at timestamptz,
  created_at    timestamptz NOT NULL,
  CONSTRAINT people_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT people_program_fkey FOREIGN KEY (program_id) REFERENCES programs,
  CONSTRAINT people_external_id_key UNIQUE (program_id, external_id),
  CONSTRAINT people_are_known_by_something CHECK (external_id IS NOT NULL OR email_key IS NOT NULL),
  CONSTRAINT people_email_has_its_key CHECK ((email IS NULL) = (email_key IS NULL))
);
CREATE INDEX people_by_email ON people (program_id, email_key) WHERE email_key IS NOT NULL;
CREATE UNIQUE INDEX people_email_alone_key ON people (program_id, email_key) WHERE external_id IS NULL;
