-- What a fit says of each advocate: its weight in the model's own measure, and between which bounds it lies with nine
-- chances in ten, where the model can tell.
CREATE TABLE fit_advocates (
  program_id  uuid             NOT NULL,
  model       text             NOT NULL,
  version     integer          NOT NULL,
  advocate_id uuid             NOT NULL,
  weight      double precision NOT NULL,
  low         double precision,
  high        double precision,
  CONSTRAINT fit_advocates_pkey PRIMARY KEY (program_id, model, version, advocate_id),
  CONSTRAINT fit_advocates_fit_fkey FOREIGN KEY (program_id, model, version) REFERENCES fits (program_id, model, version)
);
