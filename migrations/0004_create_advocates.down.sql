DO $$
BEGIN
  IF EXISTS (SELECT FROM advocates) THEN
    RAISE EXCEPTION 'table advocates still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE advocates;
