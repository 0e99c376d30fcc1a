ALTER TABLE attribution_runs DROP COLUMN conversions;
