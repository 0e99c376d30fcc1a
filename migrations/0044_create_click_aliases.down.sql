DO $$
BEGIN
  IF EXISTS (SELECT FROM click_aliases) THEN
    RAISE EXCEPTION 'table click_aliases still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE click_aliases;
