-- How many edges out of somebody are gone because one of the two people was erased: what they share reached so many more.
CREATE TABLE erased_edges (
  program_id uuid   NOT NULL,
  person_id  uuid   NOT NULL,
  people     bigint NOT NULL,
  CONSTRAINT erased_edges_pkey PRIMARY KEY (program_id, person_id),
  CONSTRAINT erased_edges_person_fkey FOREIGN KEY (program_id, person_id) REFERENCES people (program_id, id)
);
