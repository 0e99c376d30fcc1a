DO $$
BEGIN
  IF EXISTS (SELECT FROM advocate_pauses) THEN
    RAISE EXCEPTION 'table advocate_pauses still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE advocate_pauses;
