-- What customers bought, by the month of their first purchase in a currency (its first day, in UTC), by whether they had
-- been referred by then, and by how many months later. customers are counted in month 0.
CREATE TABLE cohort_counts (
  program_id  uuid    NOT NULL,
  cohort      date    NOT NULL,
  currency    text    NOT NULL,
  is_referred boolean NOT NULL,
  months      integer NOT NULL,
  customers   bigint  NOT NULL,
  purchases   bigint  NOT NULL,
  net         bigint  NOT NULL,
  CONSTRAINT cohort_counts_pkey PRIMARY KEY (program_id, cohort, currency, is_referred, months)
);
