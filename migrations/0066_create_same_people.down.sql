DO $$
BEGIN
  IF EXISTS (SELECT FROM same_people) THEN
    RAISE EXCEPTION 'table same_people still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE same_people;
