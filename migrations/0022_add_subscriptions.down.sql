DO $$
BEGIN
  IF EXISTS (SELECT FROM conversions WHERE subscription IS NOT NULL) THEN
    RAISE EXCEPTION 'conversions still belong to subscriptions: going down would lose which';
  END IF;
  IF EXISTS (SELECT FROM programs WHERE renewal_months IS NOT NULL) THEN
    RAISE EXCEPTION 'programs still say for how long they credit renewals: going down would lose it';
  END IF;
END
$$;
ALTER TABLE attribution_runs DROP COLUMN renewal_months;
ALTER TABLE programs DROP COLUMN renewal_months;
ALTER TABLE conversions DROP COLUMN subscription;
