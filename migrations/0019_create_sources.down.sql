DO $$
BEGIN
  IF EXISTS (SELECT FROM sources) THEN
    RAISE EXCEPTION 'table sources still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE sources;
