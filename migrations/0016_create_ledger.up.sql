-- Append-only: what each conversion's revenue came to, entry by entry. The entries of a conversion in a run add up to its
-- amount less its reversals. kind unattributed has no advocate. cause says what made the entry: the conversion, a
-- reversal, a void, a touch that came late, or a recount.
CREATE TABLE ledger (
  program_id    uuid        NOT NULL,
  run           integer     NOT NULL,
  conversion_id uuid        NOT NULL,
  id            uuid        NOT NULL,
  kind          text        NOT NULL,
  hop           smallint    NOT NULL,
  advocate_id   uuid,
  touch_id      uuid,
  amount        bigint      NOT NULL,
  currency      text        NOT NULL,
  cause         text        NOT NULL,
  recorded_at   timestamptz NOT NULL,
  CONSTRAINT ledger_pkey PRIMARY KEY (program_id, run, conversion_id, id),
  CONSTRAINT ledger_run_fkey FOREIGN KEY (program_id, run) REFERENCES attribution_runs (program_id, run),
  CONSTRAINT ledger_conversion_fkey FOREIGN KEY (program_id, conversion_id) REFERENCES conversions (program_id, id),
  CONSTRAINT ledger_kind_is_known CHECK (kind IN ('direct', 'exposure', 'chain', 'unattributed')),
  CONSTRAINT ledger_advocate_fits_kind CHECK ((kind = 'unattributed') = (advocate_id IS NULL)),
  CONSTRAINT ledger_amount_moves_something CHECK (amount <> 0)
);
CREATE INDEX ledger_by_advocate ON ledger (program_id, run, advocate_id) WHERE advocate_id IS NOT NULL;
