-- How many people were first touched on a day of UTC, who had not bought before.
CREATE TABLE touch_counts (
  program_id uuid   NOT NULL,
  day        date   NOT NULL,
  people     bigint NOT NULL,
  CONSTRAINT touch_counts_pkey PRIMARY KEY (program_id, day)
);

-- How many of them have bought since, by how many whole days later the first purchase was, and what it came to.
CREATE TABLE lag_counts (
  program_id uuid    NOT NULL,
  day        date    NOT NULL,
  currency   text    NOT NULL,
  days       integer NOT NULL,
  customers  bigint  NOT NULL,
  net        bigint  NOT NULL,
  CONSTRAINT lag_counts_pkey PRIMARY KEY (program_id, day, currency, days)
);
