-- to_person sees what from_person shares, since a time. origin: where it is known from, as it was told (a network, a
-- survey). source: how it came here (api, import, demo, referral, or a webhook source's id). consent: whether the one who
-- sees agreed to be counted by name. No foreign keys: people are never deleted, and whoever adds an edge holds its two
-- people; two checks a row would cost the intake more than all else that it does.
CREATE TABLE graph_edges (
  program_id  uuid        NOT NULL,
  to_person   uuid        NOT NULL,
  from_person uuid        NOT NULL,
  since       timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  consent     boolean     NOT NULL,
  source      text        NOT NULL,
  origin      text,
  CONSTRAINT graph_edges_pkey PRIMARY KEY (program_id, to_person, from_person) INCLUDE (since),
  CONSTRAINT graph_edges_join_two_people CHECK (from_person <> to_person)
);
CREATE INDEX graph_edges_by_sharer ON graph_edges (program_id, from_person, to_person);
