DO $$
BEGIN
  IF EXISTS (SELECT FROM past_graph_edges) THEN
    RAISE EXCEPTION 'table past_graph_edges still has rows: going down would lose them';
  END IF;
END
$$;
DROP TABLE past_graph_edges;
