-- What a model has learnt from a program's history, version by version; versions are never changed. numbers: those of the
-- model as a whole, in the model's own form.
CREATE TABLE fits (
  program_id  uuid        NOT NULL,
  model       text        NOT NULL,
  version     integer     NOT NULL,
  fitted_at   timestamptz NOT NULL,
  conversions bigint      NOT NULL,
  numbers     jsonb       NOT NULL,
  CONSTRAINT fits_pkey PRIMARY KEY (program_id, model, version),
  CONSTRAINT fits_program_fkey FOREIGN KEY (program_id) REFERENCES programs
);
