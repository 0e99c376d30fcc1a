DO $$
BEGIN
  IF EXISTS (SELECT FROM person_exports) THEN
    RAISE EXCEPTION 'table person_exports still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE person_exports;
