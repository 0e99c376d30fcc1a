DO $$
BEGIN
  IF EXISTS (SELECT FROM graph_edges) THEN
    RAISE EXCEPTION 'table graph_edges still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE graph_edges;
