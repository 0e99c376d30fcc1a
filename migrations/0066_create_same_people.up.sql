-- Who of the erased is one person with whom: a purchase by customer_id earns person_id nothing. What said so while both
-- were known, an e-mail, is forgotten with them; that they are one says nothing of who they are.
CREATE TABLE same_people (
  program_id  uuid NOT NULL,
  person_id   uuid NOT NULL,
  customer_id uuid NOT NULL,
  CONSTRAINT same_people_pkey PRIMARY KEY (program_id, person_id, customer_id),
  CONSTRAINT same_people_person_fkey FOREIGN KEY (program_id, person_id) REFERENCES people (program_id, id),
  CONSTRAINT same_people_customer_fkey FOREIGN KEY (program_id, customer_id) REFERENCES people (program_id, id),
  CONSTRAINT same_people_are_two_rows CHECK (person_id <> customer_id)
);
