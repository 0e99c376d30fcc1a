-- A refund, chargeback or dispute takes part of a conversion back. It may come before its conversion: then it waits, by
-- the conversion's external id. One that turns out to exceed its conversion is refused, and kept with that status.
-- A void (a dispute won) gives it back, and may come before what it voids.
CREATE TABLE reversals (
  program_id             uuid        NOT NULL,
  id                     uuid        NOT NULL,
  conversion_external_id text        NOT NULL,
  external_id            text        NOT NULL,
  amount                 bigint      NOT NULL,
  reason                 text        NOT NULL,
  status                 text        NOT NULL,
  occurred_at            timestamptz NOT NULL,
  recorded_at            timestamptz NOT NULL,
  CONSTRAINT reversals_pkey PRIMARY KEY (program_id, id),
  CONSTRAINT reversals_external_id_key UNIQUE (program_id, conversion_external_id, external_id),
  CONSTRAINT reversals_program_fkey FOREIGN KEY (program_id) REFERENCES programs,
  CONSTRAINT reversals_amount_is_in_range CHECK (amount BETWEEN 1 AND 1000000000000000),
  CONSTRAINT reversals_status_is_known CHECK (status IN ('waiting', 'applied', 'voided', 'refused'))
);

CREATE TABLE reversal_voids (
  program_id             uuid        NOT NULL,
  conversion_external_id text        NOT NULL,
  reversal_external_id   text        NOT NULL,
  reason                 text        NOT NULL,
  recorded_at            timestamptz NOT NULL,
  CONSTRAINT reversal_voids_pkey PRIMARY KEY (program_id, conversion_external_id, reversal_external_id),
  CONSTRAINT reversal_voids_program_fkey FOREIGN KEY (program_id) REFERENCES programs
);
