-- By what other names a conversion goes where it came from: its payment, its charge, its invoice. A refund names one of
-- them.
CREATE TABLE conversion_keys (
  program_id             uuid NOT NULL,
  key                    text NOT NULL,
  conversion_external_id text NOT NULL,
  CONSTRAINT conversion_keys_pkey PRIMARY KEY (program_id, key),
  CONSTRAINT conversion_keys_program_fkey FOREIGN KEY (program_id) REFERENCES programs
);

-- The ids that shops and payment systems have for a person.
CREATE TABLE person_keys (
  program_id uuid NOT NULL,
  key        text NOT NULL,
  person_id  uuid NOT NULL,
  CONSTRAINT person_keys_pkey PRIMARY KEY (program_id, key),
  CONSTRAINT person_keys_person_fkey FOREIGN KEY (program_id, person_id) REFERENCES people (program_id, id)
);
CREATE INDEX person_keys_by_person ON person_keys (program_id, person_id);
