-- The version of its model's fit that a run counts by now; none for a rule, or while there is no fit yet.
ALTER TABLE attribution_runs ADD COLUMN fit_version integer;
ALTER TABLE attribution_runs
  ADD CONSTRAINT attribution_runs_fit_fkey FOREIGN KEY (program_id, model, fit_version)
  REFERENCES fits (program_id, model, version);
