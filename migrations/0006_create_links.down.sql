DO $$
BEGIN
  IF EXISTS (SELECT FROM links) THEN
    RAISE EXCEPTION 'table links still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE links;
