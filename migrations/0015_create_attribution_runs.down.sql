DO $$
BEGIN
  IF EXISTS (SELECT FROM attribution_runs) THEN
    RAISE EXCEPTION 'table attribution_runs still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE attribution_runs;
