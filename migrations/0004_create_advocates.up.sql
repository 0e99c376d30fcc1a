-- A person who has links. The recruiter is the advocate who brought this one in, and is for ever.
CREATE TABLE advocates (
  program_id   uuid        NOT NULL,
  id           uuid        NOT NULL,
  person_id    uuid        NOT NULL,
  recruiter_id uuid,
  created_at   timestamptz NOT NULL,
  CONSTRAINT advocates_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT advocates_person_key UNIQUE (program_id, person_id),
  CONSTRAINT advocates_person_fkey FOREIGN KEY (program_id, person_id) REFERENCES people (program_id, id),
  CONSTRAINT advocates_recruiter_fkey FOREIGN KEY (program_id, recruiter_id) REFERENCES advocates (program_id, id),
  CONSTRAINT advocates_do_not_recruit_themselves CHECK (recruiter_id IS DISTINCT FROM id)
);
CREATE INDEX advocates_by_recruiter ON advocates (program_id, recruiter_id) WHERE recruiter_id IS NOT NULL;
