-- One way of counting credit, with its settings as they were: numbered from 1 in each program. Every run is kept up to
-- date with what lands; reports read the current one unless asked for another. A new run becomes current, if it is to,
-- when it has caught up.
CREATE TABLE attribution_runs (
  program_id      uuid             NOT NULL,
  run             integer          NOT NULL,
  model           text             NOT NULL,
  window_days     integer          NOT NULL,
  half_life_days  double precision NOT NULL,
  position_first  double precision NOT NULL,
  position_last   double precision NOT NULL,
  chain_share     double precision NOT NULL,
  status          text             NOT NULL,
  is_current      boolean          NOT NULL,
  becomes_current boolean          NOT NULL,
  created_at      timestamptz      NOT NULL,
  completed_at    timestamptz,
  CONSTRAINT attribution_runs_pkey PRIMARY KEY (program_id, run),
  CONSTRAINT attribution_runs_program_fkey FOREIGN KEY (program_id) REFERENCES programs,
  CONSTRAINT attribution_runs_status_is_known CHECK (status IN ('counting', 'live'))
);
CREATE UNIQUE INDEX attribution_runs_one_current_key ON attribution_runs (program_id) WHERE is_current;
