-- What each advocate's shares reach: unique people within 1, 2 and 3 hops of the social graph; of those within the
-- program's hops how many nobody else reaches, whose reach has most in common with it, and all of them as a sketch; and
-- how many visitors came through the advocate's links. Worked out with the other summaries.
CREATE TABLE advocate_reach (
  program_id   uuid   NOT NULL,
  advocate_id  uuid   NOT NULL,
  within_1     bigint NOT NULL,
  within_2     bigint NOT NULL,
  within_3     bigint NOT NULL,
  exclusive    bigint NOT NULL,
  overlap_with uuid,
  overlap      bigint NOT NULL,
  came         bigint NOT NULL,
  sketch       bytea  NOT NULL,
  CONSTRAINT advocate_reach_pkey PRIMARY KEY (program_id, advocate_id),
  CONSTRAINT advocate_reach_advocate_fkey FOREIGN KEY (program_id, advocate_id) REFERENCES advocates (program_id, id)
);
CREATE INDEX advocate_reach_by_size ON advocate_reach (program_id, within_2 DESC, advocate_id);
