DO $$
BEGIN
  IF EXISTS (SELECT FROM api_keys) THEN
    RAISE EXCEPTION 'table api_keys still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE api_keys;
