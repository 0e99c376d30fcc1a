DO $$
BEGIN
  IF EXISTS (
    SELECT FROM attribution_runs r JOIN programs p USING (program_id)
    WHERE (r.exposure_hops, r.exposure_weight, r.exposure_share)
      IS DISTINCT FROM (p.exposure_hops, p.exposure_weight, p.exposure_share)
  ) THEN
    RAISE EXCEPTION 'runs still count exposures by settings of their own: going down would lose them';
  END IF;
END
$$;
ALTER TABLE attribution_runs DROP COLUMN exposure_hops;
ALTER TABLE attribution_runs DROP COLUMN exposure_weight;
ALTER TABLE attribution_runs DROP COLUMN exposure_share;
