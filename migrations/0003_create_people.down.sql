DO $$
BEGIN
  IF EXISTS (SELECT FROM people) THEN
    RAISE EXCEPTION 'table people still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE people;
