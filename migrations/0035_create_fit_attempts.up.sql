-- When each fitted model was last tried on a program, how many conversions there were, and what was missing, if it could
-- not be fitted.
CREATE TABLE fit_attempts (
  program_id  uuid        NOT NULL,
  model       text        NOT NULL,
  tried_at    timestamptz NOT NULL,
  conversions bigint      NOT NULL,
  missing     text,
  CONSTRAINT fit_attempts_pkey PRIMARY KEY (program_id, model),
  CONSTRAINT fit_attempts_program_fkey FOREIGN KEY (program_id) REFERENCES programs
);
