DO $$
BEGIN
  IF EXISTS (SELECT FROM visitor_people) THEN
    RAISE EXCEPTION 'table visitor_people still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE visitor_people;
