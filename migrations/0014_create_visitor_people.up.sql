-- Which browsers belong to whom: learned when a conversion names both a click and a customer.
CREATE TABLE visitor_people (
  program_id uuid        NOT NULL,
  visitor_id uuid        NOT NULL,
  person_id  uuid        NOT NULL,
  linked_at  timestamptz NOT NULL,
  CONSTRAINT visitor_people_pkey PRIMARY KEY (program_id, visitor_id, person_id),
  CONSTRAINT visitor_people_person_fkey FOREIGN KEY (program_id, person_id) REFERENCES people (program_id, id)
);
CREATE INDEX visitor_people_by_person ON visitor_people (program_id, person_id);
