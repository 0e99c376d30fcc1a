-- Who became an advocate on the page for joining, with the e-mail as it was typed there. Nobody has proved that it is
-- theirs: it is told to the company, and keeps advocates from earning by their own purchases, and identifies nobody.
CREATE TABLE joins (
  program_id  uuid        NOT NULL,
  advocate_id uuid        NOT NULL,
  email       text        NOT NULL,
  email_key   text        NOT NULL,
  joined_at   timestamptz NOT NULL,
  CONSTRAINT joins_pkey PRIMARY KEY (program_id, advocate_id),
  CONSTRAINT joins_advocate_fkey FOREIGN KEY (program_id, advocate_id) REFERENCES advocates (program_id, id)
);
CREATE INDEX joins_by_email ON joins (program_id, email_key);
