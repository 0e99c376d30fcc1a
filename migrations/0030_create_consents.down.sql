DO $$
BEGIN
  IF EXISTS (SELECT FROM consents) THEN
    RAISE EXCEPTION 'table consents still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE consents;
