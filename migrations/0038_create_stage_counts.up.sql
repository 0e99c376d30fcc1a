-- How many people entered each of the six stages in a quarter of an hour, each person each stage once, the first time.
-- came: how many of them had entered the stage before by then. moved: how many of them entered the next stage then or
-- later.
CREATE TABLE stage_counts (
  program_id          uuid        NOT NULL,
  slice               timestamptz NOT NULL,
  awareness           bigint      NOT NULL,
  awareness_moved     bigint      NOT NULL,
  consideration       bigint      NOT NULL,
  consideration_came  bigint      NOT NULL,
  consideration_moved bigint      NOT NULL,
  preference          bigint      NOT NULL,
  preference_came     bigint      NOT NULL,
  preference_moved    bigint      NOT NULL,
  action              bigint      NOT NULL,
  action_came         bigint      NOT NULL,
  action_moved        bigint      NOT NULL,
  loyalty             bigint      NOT NULL,
  loyalty_came        bigint      NOT NULL,
  loyalty_moved       bigint      NOT NULL,
  advocacy            bigint      NOT NULL,
  advocacy_came       bigint      NOT NULL,
  CONSTRAINT stage_counts_pkey PRIMARY KEY (program_id, slice)
);
