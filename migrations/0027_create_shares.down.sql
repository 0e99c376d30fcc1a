DO $$
BEGIN
  IF EXISTS (SELECT FROM shares) THEN
    RAISE EXCEPTION 'table shares still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE shares;
