-- The salt of each day's visitor hashes. Yesterday's are deleted, so that no hash can be made again.
CREATE TABLE visitor_salts (
  program_id uuid  NOT NULL,
  day        date  NOT NULL,
  salt       bytea NOT NULL,
  CONSTRAINT visitor_salts_pkey PRIMARY KEY (program_id, day),
  CONSTRAINT visitor_salts_program_fkey FOREIGN KEY (program_id) REFERENCES programs
);
