-- A run counts exposures by its own settings, as they were when it began.
ALTER TABLE attribution_runs ADD COLUMN exposure_hops integer;
ALTER TABLE attribution_runs ADD COLUMN exposure_weight double precision;
ALTER TABLE attribution_runs ADD COLUMN exposure_share double precision;
UPDATE attribution_runs r
SET exposure_hops = p.exposure_hops, exposure_weight = p.exposure_weight, exposure_share = p.exposure_share
FROM programs p WHERE p.program_id = r.program_id;
ALTER TABLE attribution_runs ALTER COLUMN exposure_hops SET NOT NULL;
ALTER TABLE attribution_runs ALTER COLUMN exposure_weight SET NOT NULL;
ALTER TABLE attribution_runs ALTER COLUMN exposure_share SET NOT NULL;
ALTER TABLE attribution_runs
  ADD CONSTRAINT attribution_runs_exposure_weight_is_a_share CHECK (exposure_weight BETWEEN 0 AND 1);
ALTER TABLE attribution_runs
  ADD CONSTRAINT attribution_runs_exposure_share_is_a_share CHECK (exposure_share BETWEEN 0 AND 1);
