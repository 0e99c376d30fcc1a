DO $$
BEGIN
  IF EXISTS (SELECT FROM conversion_keys) THEN
    RAISE EXCEPTION 'table conversion_keys still has rows: going down would lose them';
  END IF;
END
$$;
DO $$
BEGIN
  IF EXISTS (SELECT FROM person_keys) THEN
    RAISE EXCEPTION 'table person_keys still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE person_keys;
DROP TABLE conversion_keys;
