-- How many conversions a run had to count when it began, so that people see how far it is; none for one that was live at
-- once, and for those of before.
ALTER TABLE attribution_runs ADD COLUMN conversions integer;
