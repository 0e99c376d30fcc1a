DO $$
BEGIN
  IF EXISTS (SELECT FROM erased_edges) THEN
    RAISE EXCEPTION 'table erased_edges still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE erased_edges;
