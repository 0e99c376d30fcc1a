DO $$
BEGIN
  IF EXISTS (SELECT FROM clicks) THEN
    RAISE EXCEPTION 'table clicks still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE clicks;
DROP FUNCTION ensure_clicks_partition(date);
