DO $$
BEGIN
  IF EXISTS (SELECT FROM reversal_voids) THEN
    RAISE EXCEPTION 'table reversal_voids still has rows: going down would lose them';
  END IF;
END
$$;
DO $$
BEGIN
  IF EXISTS (SELECT FROM reversals) THEN
    RAISE EXCEPTION 'table reversals still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE reversal_voids;
DROP TABLE reversals;
