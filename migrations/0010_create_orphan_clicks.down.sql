DO $$
BEGIN
  IF EXISTS (SELECT FROM orphan_clicks) THEN
    RAISE EXCEPTION 'table orphan_clicks still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE orphan_clicks;
