DO $$
BEGIN
  IF EXISTS (SELECT FROM endpoints) THEN
    RAISE EXCEPTION 'table endpoints still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE endpoints;
