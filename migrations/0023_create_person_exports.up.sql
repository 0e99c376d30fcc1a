-- What is known of a person, written down because the person asked for it through the shop.
CREATE TABLE person_exports (
  program_id   uuid        NOT NULL,
  id           uuid        NOT NULL,
  person_id    uuid        NOT NULL,
  delivery_id  uuid        NOT NULL,
  document     text        NOT NULL,
  requested_at timestamptz NOT NULL,
  CONSTRAINT person_exports_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT person_exports_person_fkey FOREIGN KEY (program_id, person_id) REFERENCES people (program_id, id)
);
CREATE INDEX person_exports_by_person ON person_exports (program_id, person_id);
