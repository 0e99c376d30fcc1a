DO $$
BEGIN
  IF EXISTS (SELECT FROM joins) THEN
    RAISE EXCEPTION 'table joins still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE joins;
