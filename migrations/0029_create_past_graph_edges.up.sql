-- Edges that were taken away, with the time during which they were there: a recount of the past finds them.
CREATE TABLE past_graph_edges (
  program_id  uuid        NOT NULL,
  to_person   uuid        NOT NULL,
  from_person uuid        NOT NULL,
  since       timestamptz NOT NULL,
  until       timestamptz NOT NULL,
  source      text        NOT NULL,
  origin      text,
  CONSTRAINT past_graph_edges_pkey PRIMARY KEY (program_id, to_person, from_person, until),
  CONSTRAINT past_graph_edges_end_after_they_start CHECK (until >= since)
);
CREATE INDEX past_graph_edges_by_sharer ON past_graph_edges (program_id, from_person);
