ALTER TABLE attribution_runs DROP COLUMN fit_version;
