DO $$
BEGIN
  IF EXISTS (SELECT FROM programs) THEN
    RAISE EXCEPTION 'table programs still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE programs;
