-- Nothing is lost: all of it is counted from the graph.
DROP TABLE audiences;
