-- How many people could see what an advocate posts, of each who has shared: those who follow the advocate (near) and those
-- who follow one of these (far), each once, at the nearer, and the advocate not among them. far_strength: the sum over
-- those far of 16 times the square root of how many they have it from, each rounded. counted_at: the moment of which that
-- is so; null before the first count. due_since: from when on it is to be counted again; null while nothing has changed.
CREATE TABLE audiences (
  program_id   uuid        NOT NULL,
  advocate_id  uuid        NOT NULL,
  near         bigint      NOT NULL DEFAULT 0,
  far          bigint      NOT NULL DEFAULT 0,
  far_strength bigint      NOT NULL DEFAULT 0,
  counted_at   timestamptz,
  due_since    timestamptz,
  CONSTRAINT audiences_pkey PRIMARY KEY (program_id, advocate_id),
  CONSTRAINT audiences_advocate_fkey FOREIGN KEY (program_id, advocate_id) REFERENCES advocates (program_id, id)
);
CREATE INDEX audiences_due ON audiences (program_id, due_since) WHERE due_since IS NOT NULL;
INSERT INTO audiences (program_id, advocate_id, due_since)
SELECT program_id, advocate_id, min(recorded_at) FROM shares GROUP BY 1, 2;
