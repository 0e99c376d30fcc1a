-- Which subscription a sale or a renewal belongs to, and for how many months after its first sale a program credits the
-- renewals: 0 for the first sale only, none for ever.
ALTER TABLE conversions ADD COLUMN subscription text;
CREATE INDEX conversions_by_subscription ON conversions (program_id, subscription, occurred_at)
  WHERE subscription IS NOT NULL;

ALTER TABLE programs ADD COLUMN renewal_months integer;
ALTER TABLE programs ADD CONSTRAINT programs_renewal_months_are_in_range CHECK (renewal_months BETWEEN 0 AND 1200);
ALTER TABLE attribution_runs ADD COLUMN renewal_months integer;
ALTER TABLE attribution_runs
  ADD CONSTRAINT attribution_runs_renewal_months_are_in_range CHECK (renewal_months BETWEEN 0 AND 1200);
